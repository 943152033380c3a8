package bad;

import dev.skipjack.annotations.*;

// javac -Askipjack.diagnostics=pom.xml/errors.json
@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net { // error
  @Flatten @Linear(out = 10) Layer logits;
}
