package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a reusable group of layers, placed by {@link Repeat}. Attributes may be constants of
 * {@link Param}, which each use fills in. A subclass, model or block, begins with its layers.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
public @interface Block {}
