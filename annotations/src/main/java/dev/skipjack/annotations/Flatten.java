package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** {@code C×H×W} to C·H·W features. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
public @interface Flatten {}
