package dev.skipjack.runtime.data;

import java.util.List;

/**
 * Files and their classes, as a directory or a manifest names them.
 *
 * @param name of the data set
 * @param classNames in the order of the labels
 */
record ClassFiles(String name, List<String> classNames, FileList files) {}
