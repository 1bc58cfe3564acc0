"""The training step of benchmarks/deeprec.py with TensorFlow Recommenders Addons, as a worker.

TensorFlow and our torch want an environment each (requirements.txt), so this runs under another
Python: `python benchmarks/deeprec.py step --tfra /path/to/its/bin/python`. It reads the number of
a batch from each line of its input, makes one step, and answers with a line.

    python benchmarks/tfra_step.py BATCHES.npy WIDTH
"""

import os
import sys

os.environ |= {"TF_USE_LEGACY_KERAS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}

import numpy as np
import tensorflow as tf
import tensorflow_recommenders_addons as tfra

de = tfra.dynamic_embedding


def main() -> None:
    batches, width = tf.constant(np.load(sys.argv[1])), int(sys.argv[2])  # [batches, B, F]
    size, fields = batches.shape[1:]
    table = de.get_variable(
        "table",
        key_dtype=tf.int64,
        value_dtype=tf.float32,
        dim=width,
        initializer=tf.keras.initializers.RandomNormal(0.0, 0.01, seed=0),
        devices=["/CPU:0"],
        init_size=2 * int(np.unique(batches).size),
    )
    shadow = de.shadow_ops.ShadowVariable(table, name="shadow")
    sparse = de.DynamicEmbeddingOptimizer(tf.keras.optimizers.legacy.Adagrad(0.05))
    layers = [tf.keras.layers.Dense(n, "relu") for n in (256, 128)] + [tf.keras.layers.Dense(1)]
    tower = tf.keras.Sequential(layers)
    tower.build((None, fields * width + 13))
    dense = tf.keras.optimizers.legacy.Adam(1e-3)
    numbers = tf.random.normal((size, 13))
    label = tf.cast(tf.random.uniform((size, 1)) < 0.25, tf.float32)

    @tf.function
    def step(b: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            vectors = de.shadow_ops.embedding_lookup_unique(shadow, batches[b], width)
            logits = tower(tf.concat([tf.reshape(vectors, (size, -1)), numbers], 1))
            loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(label, logits))
        weights = tower.trainable_variables
        slopes = tape.gradient(loss, [shadow, *weights])
        sparse.apply_gradients([(slopes[0], shadow)])
        dense.apply_gradients(zip(slopes[1:], weights, strict=True))
        return loss

    for b in range(len(batches)):  # every key is known, as it is to the others
        step(tf.constant(b))
    print(f"ready {int(table.size())}", flush=True)
    for line in sys.stdin:
        print(float(step(tf.constant(int(line)))), flush=True)


if __name__ == "__main__":
    main()
