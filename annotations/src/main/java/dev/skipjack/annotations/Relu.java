package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** max(x, 0). */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
public @interface Relu {}
