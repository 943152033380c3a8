import ai.djl.Model;
import ai.djl.basicdataset.cv.classification.ImageFolder;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.transform.RandomFlipLeftRight;
import ai.djl.modality.cv.transform.Resize;
import ai.djl.modality.cv.transform.ToTensor;
import ai.djl.modality.cv.translator.ImageClassificationTranslator;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.SaveModelTrainingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.training.util.ProgressBar;
import ai.djl.translate.Translator;
import java.nio.file.Path;

public class PhotosInDjl {
  public static void main(String[] files) throws Exception {
    ImageFolder photos =
        ImageFolder.builder()
            .setRepositoryPath(Path.of("photos"))
            .optMaxDepth(1)
            .addTransform(new Resize(32, 32))
            .addTransform(new RandomFlipLeftRight())
            .addTransform(new ToTensor())
            .setSampling(64, true)
            .build();
    photos.prepare(new ProgressBar());
    RandomAccessDataset[] parts = photos.randomSplit(8, 1, 1);
    Block block =
        new SequentialBlock()
            .add(convolution(32, 1)).add(BatchNorm.builder().build()).add(Activation::relu)
            .add(convolution(64, 2)).add(BatchNorm.builder().build()).add(Activation::relu)
            .add(convolution(128, 2)).add(BatchNorm.builder().build()).add(Activation::relu)
            .add(Pool.globalAvgPool2dBlock())
            .add(Linear.builder().setUnits(10).build());
    Tracker rate = Tracker.cosine().setBaseValue(0.1f).optFinalValue(0).setMaxUpdates(12 * 63).build();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .addEvaluator(new Accuracy())
            .optOptimizer(
                Optimizer.sgd().setLearningRateTracker(rate).optMomentum(0.9f).optWeightDecays(1e-4f).build())
            .addTrainingListeners(TrainingListener.Defaults.logging())
            .addTrainingListeners(new SaveModelTrainingListener("checkpoints"));
    try (Model model = Model.newInstance("photos")) {
      model.setBlock(block);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(1, 3, 32, 32));
        EasyTrain.fit(trainer, 12, parts[0], parts[1]);
        EasyTrain.evaluateDataset(trainer, parts[2]);
        System.out.println(trainer.getTrainingResult());
      }
      Translator<Image, Classifications> translator =
          ImageClassificationTranslator.builder()
              .addTransform(new Resize(32, 32))
              .addTransform(new ToTensor())
              .optSynset(photos.getSynset())
              .optApplySoftmax(true)
              .build();
      try (Predictor<Image, Classifications> predictor = model.newPredictor(translator)) {
        for (String file : files) {
          Image image = ImageFactory.getInstance().fromFile(Path.of(file));
          System.out.println(file + " " + predictor.predict(image).best());
        }
      }
    }
  }

  private static Block convolution(int filters, int stride) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .optStride(new Shape(stride, stride))
        .optPadding(new Shape(1, 1))
        .optBias(false)
        .setFilters(filters)
        .build();
  }
}
