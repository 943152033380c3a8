package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** 1 / (1 + exp(-x)). */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
public @interface Sigmoid {}
