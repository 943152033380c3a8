/** A program on the module path, as docs/in-your-project.md says. */
module app {
  requires dev.skipjack.annotations;
  requires dev.skipjack.runtime;
  requires jdk.incubator.vector;
}
