package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The average of each channel: {@code C×H×W} to {@code C×1×1}, which {@link Linear} takes. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
public @interface GlobalAvgPool {}
