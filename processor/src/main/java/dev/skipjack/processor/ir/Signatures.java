package dev.skipjack.processor.ir;

/** The {@link Signature} of every op. */
final class Signatures
    implements ContractionSignatures,
        FusedSignatures,
        NormalizationSignatures,
        ElementwiseSignatures,
        PoolingSignatures,
        MovementSignatures,
        SequenceSignatures,
        UserDefinedSignatures,
        Op.Visitor<Signature> {
  static final Signatures RULES = new Signatures();

  private Signatures() {}
}
