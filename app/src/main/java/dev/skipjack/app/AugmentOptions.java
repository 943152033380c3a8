package dev.skipjack.app;

import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.pictures.Framing;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.Size;
import dev.skipjack.runtime.transforms.PictureTransform;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** How the images that a network learns from are changed. */
final class AugmentOptions {
  private final OptionSpec augment =
      OptionSpec.builder("--augment")
          .paramLabel("NAME[:AMOUNT]")
          .type(List.class)
          .auxiliaryTypes(Augment.class)
          .converters(Augment::of)
          .splitRegex(",")
          .defaultValue("flip")
          .description(
              "at random, anew in each epoch, in this order: "
                  + Augment.describeAll()
                  + " (default: ${DEFAULT-VALUE}; take none for what means something else when"
                  + " mirrored, such as digits and letters)")
          .build();

  @Positive
  @Option(
      names = "--mixup",
      paramLabel = "ALPHA",
      description =
          "mixes each image and its label with another, as strongly as 0.2 (default: not)")
  private Double mixup;

  @Positive
  @Option(
      names = "--cutmix",
      paramLabel = "ALPHA",
      description =
          "replaces a rectangle by another image's, as strongly as 1; with --mixup a batch draws"
              + " one of both (default: not)")
  private Double cutmix;

  @Option(
      names = "--balanced",
      description = "draws each class as often as any other, whatever the number of its images")
  private boolean balanced;

  void addTo(CommandSpec command) {
    command.addOption(augment);
  }

  /** In the order of the options; the seed decides the chance. */
  Images apply(Images images, long seed) {
    List<Augment> all = augment.getValue();
    Images changed = needsFrame(images, all) ? framed(images) : images;
    for (Augment each : all) {
      changed = each.apply(changed);
    }
    changed = mixup == null ? changed : changed.mixup(mixup);
    changed = cutmix == null ? changed : changed.cutmix(cutmix);
    changed = changed.shuffle(seed);
    return balanced ? changed.balanced() : changed;
  }

  /** Changed pictures are framed by the changes; those of a set have their size already. */
  private static boolean needsFrame(Images images, List<Augment> all) {
    return !(images.dataset() instanceof ImageSet)
        && all.stream().anyMatch(each -> each.kind().isOfPictures())
        && all.stream().noneMatch(each -> each.kind() == Augment.Kind.CROP);
  }

  /** First, and as the preparation has it: large pictures cost less so. */
  private static Images framed(Images images) {
    Preparation preparation = images.preparation().orElseThrow();
    Size frame = preparation.frame();
    Size covered = preparation.covered();
    return preparation.framing() == Framing.CROP
        ? images.transform(
            PictureTransform.resize(Math.max(covered.height(), covered.width())),
            PictureTransform.centerCrop(frame.height(), frame.width()))
        : images.transform(PictureTransform.resize(frame.height(), frame.width()));
  }
}
