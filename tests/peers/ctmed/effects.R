# Total, direct and indirect effects and centralities by cTMed, on the matrix of its help pages.
#
#   Rscript tests/peers/ctmed/effects.R CTMED_SOURCE > tests/peers/ctmed/effects.json
#
# CTMED_SOURCE is an unpacked source of cTMed 1.0.6 (CRAN, 2025-02-21): its C++ is compiled, its R functions are read from there, none stands
# here. Needs R with a compiler, Rcpp, RcppArmadillo and jsonlite (Debian: r-base-dev, r-cran-rcpparmadillo, r-cran-jsonlite).
suppressMessages({library(Rcpp); library(jsonlite)})
folder <- commandArgs(trailingOnly = TRUE)[1]
code <- readLines(file.path(folder, "src", "source.cpp"))
# Two functions that are not called here (standardised effects as a vector) need an Armadillo newer than 0.12.0, in which reshape() returns.
old <- "arma::mat phi = arma::mat(v.subvec(0, p * p - 1)).reshape(p, p);"
stopifnot(sum(grepl(old, code, fixed = TRUE)) == 2)
code <- sub(old, "arma::mat phi = arma::reshape(v.subvec(0, p * p - 1), p, p);", code, fixed = TRUE)
sourceCpp(code = paste(code, collapse = "\n"))
for (name in c("med", "total-central", "indirect-central")) source(file.path(folder, "R", paste0("cTMed-", name, ".R")))

phi <- matrix(c(-0.357, 0.771, -0.450, 0.0, -0.511, 0.729, 0, 0, -0.693), nrow = 3)
colnames(phi) <- rownames(phi) <- c("x", "m", "y")
lags <- 1:5
med <- Med(phi = phi, delta_t = lags, from = "x", to = "y", med = "m")$output
plain <- function(x) unname(lapply(seq_len(nrow(x)), function(i) unname(x[i, 1:3])))
found <- list(
  cTMed = "1.0.6", R = paste(R.version$major, R.version$minor, sep = "."), date = "2026-11-22",
  published = "help pages of Med, TotalCentral and IndirectCentral; Deboeck and Preacher (2016)",
  drift = unname(phi), lags = lags, from = 1, to = 3, med = 2,
  total = unname(med[, "total"]), direct = unname(med[, "direct"]), indirect = unname(med[, "indirect"]),
  total_central = plain(TotalCentral(phi = phi, delta_t = lags)$output),
  indirect_central = plain(IndirectCentral(phi = phi, delta_t = lags)$output)
)
cat(toJSON(found, digits = NA, auto_unbox = TRUE), "\n", sep = "")
