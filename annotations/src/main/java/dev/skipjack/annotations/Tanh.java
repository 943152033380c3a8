package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The hyperbolic tangent. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
public @interface Tanh {}
