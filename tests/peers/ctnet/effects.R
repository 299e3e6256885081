# Total, direct and indirect effects, centralities and a press by ctnet, on the two matrices of its help pages.
#
#   Rscript tests/peers/ctnet/effects.R CTNET_SOURCE > tests/peers/ctnet/effects.json
#
# CTNET_SOURCE is an unpacked source of ctnet 0.1.0 (commit c1cb3be, 2023-01-12); its functions are read from there as they are, none stands
# here. Needs R with expm, combinat and jsonlite (Debian: r-cran-expm, r-cran-combinat, r-cran-jsonlite). What agrees: README.md beside it.
suppressMessages(library(jsonlite))
folder <- commandArgs(trailingOnly = TRUE)[1]
for (name in c("TE", "DE", "IE", "ctCentrality_int", "ctCentrality", "simPress")) source(file.path(folder, "R", paste0(name, ".R")))

chain <- matrix(c(-.357, 0, 0, .771, -.511, 0, -.450, .729, -.693), 3, 3, byrow = TRUE)
four <- matrix(c(-1.2, .25, 0, 1, 1.1, -.5, 0, 0, 0, 1.18, -1.2, 0, 0, -1.46, .5, -1.2), 4, 4, byrow = TRUE)
lags <- c(0.25, 1, 2, 5)

effects <- function(drift) {
  p <- nrow(drift)
  out <- list()
  for (from in 1:p) for (to in setdiff(1:p, from)) {
    others <- setdiff(1:p, c(from, to))
    through <- lapply(others, function(m) sapply(lags, function(dt) IE(drift, dt, from, to, m)))
    out[[length(out) + 1]] <- list(
      cause = from, affected = to, total = sapply(lags, function(dt) TE(drift, dt, from, to)),
      direct = sapply(lags, function(dt) DE(drift, dt, from, to, others)),
      indirect = sapply(lags, function(dt) IE(drift, dt, from, to, others)),
      mediators = I(others), through = through
    )
  }
  out
}
centrality <- function(drift) {
  each <- lapply(lags, function(dt) ctCentrality(drift, dt, listout = TRUE))
  list(
    total = lapply(each, function(x) unname(x$TotalEffectCentrality)),
    indirect = lapply(each, function(x) unname(x$IndirectEffectCentrality))
  )
}
one <- function(drift, where) list(
  published = where, drift = drift, effects = effects(drift), centrality = centrality(drift)
)
pressed <- c(0.5, 1, 5, 100)
found <- list(
  ctnet = "0.1.0", commit = "c1cb3be", R = paste(R.version$major, R.version$minor, sep = "."),
  expm = as.character(packageVersion("expm")), date = "2026-11-22", lags = lags,
  matrices = list(
    chain = one(chain, "help pages of TE, DE, IE and ctCentrality; Deboeck and Preacher (2016)"),
    four = one(four, "help page of simPress")
  ),
  press = list(matrix = "four", process = 2, value = 1, times = pressed,
    path = lapply(pressed, function(dt) as.numeric(simPress(four, dt, 2, 1))))
)
cat(toJSON(found, digits = NA, auto_unbox = TRUE), "\n", sep = "")
