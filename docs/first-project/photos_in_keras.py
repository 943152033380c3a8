import sys

import keras
from keras import layers

train, rest = keras.utils.image_dataset_from_directory(
    "photos", validation_split=0.2, subset="both", seed=1, image_size=(32, 32), batch_size=64)
names = train.class_names
validation, test = rest.take(len(rest) // 2), rest.skip(len(rest) // 2)

model = keras.Sequential([
    layers.Input((32, 32, 3)),
    layers.Rescaling(1 / 127.5, offset=-1),
    layers.RandomFlip("horizontal"),
    layers.RandomTranslation(0.125, 0.125, fill_mode="constant"),
    layers.Conv2D(32, 3, padding="same", use_bias=False),
    layers.BatchNormalization(),
    layers.ReLU(),
    layers.Conv2D(64, 3, strides=2, padding="same", use_bias=False),
    layers.BatchNormalization(),
    layers.ReLU(),
    layers.Conv2D(128, 3, strides=2, padding="same", use_bias=False),
    layers.BatchNormalization(),
    layers.ReLU(),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10, activation="softmax"),
])
rate = keras.optimizers.schedules.CosineDecay(0.1, decay_steps=12 * len(train))
model.compile(
    keras.optimizers.SGD(rate, momentum=0.9, nesterov=True, weight_decay=1e-4),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"])
model.fit(train, validation_data=validation, epochs=12, callbacks=[
    keras.callbacks.BackupAndRestore("checkpoints"),
    keras.callbacks.ModelCheckpoint("photos.keras", monitor="val_accuracy", save_best_only=True),
    keras.callbacks.TensorBoard("report"),
])

best = keras.models.load_model("photos.keras")
print(best.evaluate(test))
for file in sys.argv[1:]:
    image = keras.utils.img_to_array(keras.utils.load_img(file, target_size=(32, 32)))
    probabilities = best.predict(image[None], verbose=0)[0]
    print(file, names[probabilities.argmax()], probabilities.max())
