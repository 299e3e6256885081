"""One other program on one case, in an environment of its own: compiles, says its log-likelihood, then one evaluation a line that it reads.

    python bench/peer.py dynamax|jax CASE.npz GRADIENT.npz

Run by bench/kernel.py with the Python that scripts/bench_peers.sh prepared; it never imports unspiral. Both forms get the same fast
discretisation (Taylor and doubling, once for each distinct interval), so that what is compared is the filter and its derivative.
"""

from __future__ import annotations

import sys
import time
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

jax.config.update("jax_enable_x64", True)
LOG_2PI = float(np.log(2 * np.pi))
CHUNK = 100  # persons at a time in the best JAX form: what they need stays in the cache
ORDER = 10


def unpacked(theta: jax.Array, d: int, m: int, every: bool) -> dict[str, jax.Array]:
    """The free numbers, in the order of made.Free.vector; without ``every``, no intercept and loadings of 1."""
    low = np.tril_indices(d)
    sizes = [d * d, d if every else 0, len(low[0]), m * d if every else 0, m, m, d, len(low[0])]
    parts = jnp.split(theta, np.cumsum(sizes)[:-1])
    if not every:
        parts[1], parts[3] = jnp.zeros(d), jnp.eye(m, d)
    noise, first = (jnp.zeros((d, d)).at[low].set(parts[k]) for k in (2, 7))
    return {
        "A": parts[0].reshape(d, d), "b": parts[1], "Q": noise @ noise.T, "H": parts[3].reshape(m, d), "tau": parts[4],
        "r": jnp.exp(parts[5]), "m0": parts[6], "P0": first @ first.T,
    }  # fmt: skip


def discretised(model: dict[str, jax.Array], dt: np.ndarray, doublings: np.ndarray) -> tuple[jax.Array, jax.Array, jax.Array]:
    """F, Q and c of every interval, intervals last: Taylor series over dt / 2^s, then s doublings."""
    a, noise, b = model["A"], model["Q"], model["b"]
    d = len(a)
    h = jnp.asarray(dt / 2.0**doublings)
    # coefficients of h^k: of F, of the noise integral, of the held push
    f, q, c = [jnp.eye(d)], [noise], [b]
    for k in range(1, ORDER + 1):
        f.append(a @ f[-1] / k)
        q.append((a @ q[-1] + (a @ q[-1]).T) / (k + 1))
        c.append(a @ c[-1] / (k + 1))
    power = h[None] ** jnp.arange(ORDER + 2)[:, None]
    big_f = jnp.einsum("kij,kn->ijn", jnp.stack(f), power[:-1])
    big_q = jnp.einsum("kij,kn->ijn", jnp.stack(q), power[1:])
    big_c = jnp.einsum("ki,kn->in", jnp.stack(c), power[1:])
    for k in range(int(doublings.max())):
        more = doublings > k
        fq = (big_f[:, :, None] * big_q[None]).sum(1)
        twice = big_q + (fq[:, None] * big_f[None]).sum(2)
        pushed = big_c + (big_f * big_c[None]).sum(1)
        squared = (big_f[:, :, None] * big_f[None]).sum(1)
        big_f, big_q, big_c = (jnp.where(more, x, y) for x, y in ((squared, big_f), (twice, big_q), (pushed, big_c)))
    return big_f, big_q, big_c


def by_dynamax(theta: jax.Array, case: dict[str, np.ndarray]) -> jax.Array:
    """dynamax: one filter a person under vmap; a missing answer is a row of zeros with variance 1, its constant taken back."""
    from dynamax.linear_gaussian_ssm.inference import lgssm_filter, make_lgssm_params

    values, seen, step = case["values"], case["seen"], case["step"]
    m, d = values.shape[2], int(case["processes"])
    model = unpacked(theta, d, m, bool(case["every"]))
    f, q, c = (jnp.moveaxis(x, -1, 0) for x in discretised(model, case["dt"], case["doublings"]))

    def person(y: jax.Array, mask: jax.Array, at: jax.Array) -> jax.Array:
        given = make_lgssm_params(
            initial_mean=model["m0"], initial_cov=model["P0"],
            dynamics_weights=f[at], dynamics_cov=q[at], dynamics_bias=c[at],
            emissions_weights=mask[:, :, None] * model["H"], emissions_bias=mask * model["tau"],
            emissions_cov=jax.vmap(jnp.diag)(jnp.where(mask > 0, model["r"], 1.0)),
        )  # fmt: skip
        return lgssm_filter(given, y).marginal_loglik

    each = jax.vmap(person, in_axes=1)(jnp.asarray(values), jnp.asarray(seen), jnp.asarray(step))
    return each.sum() + 0.5 * LOG_2PI * float((1 - seen).sum())


def by_jax(theta: jax.Array, case: dict[str, np.ndarray]) -> jax.Array:
    """The best JAX form known to us: persons last, one indicator at a time, steps recomputed on the way back, chunks of persons."""
    values, seen, step = case["values"], case["seen"], case["step"]
    (length, persons, m), d = values.shape, int(case["processes"])
    model = unpacked(theta, d, m, bool(case["every"]))
    f, q, c = discretised(model, case["dt"], case["doublings"])
    size = min(CHUNK, persons)
    chunks = -(-persons // size)
    spare = chunks * size - persons

    def cut(x: np.ndarray) -> jax.Array:
        padded = np.concatenate([x, np.zeros((length, spare, *x.shape[2:]), dtype=x.dtype)], axis=1)
        return jnp.asarray(np.moveaxis(padded.reshape(length, chunks, size, *x.shape[2:]), 1, 0).copy())

    given = cut(values).swapaxes(2, 3), cut(seen).swapaxes(2, 3), cut(step)

    @jax.checkpoint
    def move(carry: tuple[jax.Array, ...], now: tuple[jax.Array, ...]) -> tuple[tuple[jax.Array, ...], None]:
        x, p, total = carry
        y, mask, at = now
        g = f[:, :, at]
        x = (g * x[None]).sum(1) + c[:, at]
        p = ((g[:, :, None] * p[None]).sum(1)[:, None] * g[None]).sum(2) + q[:, :, at]
        for i in range(m):
            z = model["H"][i][:, None]
            h = (p * z[None]).sum(1)
            s = (z * h).sum(0) + model["r"][i]
            v, w = y[i] - model["tau"][i] - (z * x).sum(0), mask[i] / s
            total = total - 0.5 * (v * v * w + mask[i] * (jnp.log(s) + LOG_2PI))
            x = x + h * (v * w)
            p = p - h[:, None] * h[None] * w
        return (x, p, total), None

    def chunk(given: tuple[jax.Array, ...]) -> jax.Array:
        begin = jnp.tile(model["m0"][:, None], (1, size)), jnp.tile(model["P0"][:, :, None], (1, 1, size)), jnp.zeros(size)
        return lax.scan(move, begin, given)[0][2].sum()

    return lax.map(chunk, given).sum()


FORMS = {"dynamax": by_dynamax, "jax": by_jax}


def main() -> int:
    """Compile, answer with the log-likelihood, then with seconds, a line a run, until the input ends."""
    form, case_file, gradient_file = sys.argv[1:4]
    case = dict(np.load(case_file))
    evaluate = jax.jit(jax.value_and_grad(partial(FORMS[form], case=case)))
    theta = jnp.asarray(case["theta"])
    began = time.perf_counter()
    value, gradient = jax.block_until_ready(evaluate(theta))
    np.savez(gradient_file, gradient=np.asarray(gradient))
    print(f"{float(value)!r} {time.perf_counter() - began:.3f}", flush=True)
    for line in sys.stdin:
        times = int(line)
        began = time.perf_counter()
        for _ in range(times):
            jax.block_until_ready(evaluate(theta))
        print((time.perf_counter() - began) / times, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
