/** The language of Skipjack: annotations without dependencies. */
module dev.skipjack.annotations {
  exports dev.skipjack.annotations;
}
