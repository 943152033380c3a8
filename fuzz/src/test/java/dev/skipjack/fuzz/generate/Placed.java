package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.ClassSource;
import java.util.List;

/**
 * A model that was generated, which another may place.
 *
 * @param known its fields and their parts, without the input
 * @param lastBeforeHead the field that a backbone ends with unless it says otherwise; null if there
 *     is none
 */
record Placed(ClassSource source, List<Known> known, String lastBeforeHead) {}
