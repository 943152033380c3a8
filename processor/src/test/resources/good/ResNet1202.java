package good;

import dev.skipjack.annotations.*;

/** He et al. 2016, section 4.2, with n = 200; shortcuts A. */
@Model(input = @Input(channels = 3, height = 32, width = 32))
public class ResNet1202 {
  @Conv(out = 16, kernel = 3) @BatchNorm @Relu Layer stem;
  @Residual(blocks = 200, out = 16, shortcut = Shortcut.ZERO_PAD) Layer stage1;
  @Residual(blocks = 200, out = 32, stride = 2, shortcut = Shortcut.ZERO_PAD) Layer stage2;
  @Residual(blocks = 200, out = 64, stride = 2, shortcut = Shortcut.ZERO_PAD) Layer stage3;
  @GlobalAvgPool @Linear(out = 10) Layer logits;
}
