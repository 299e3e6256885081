# Average controllability by netcontrol, on the matrix of its help pages and on the one-unit transition of ctnet's example.
#
#   Rscript tests/peers/netcontrol/gramian.R NETCONTROL_SOURCE > tests/peers/netcontrol/gramian.json
#
# NETCONTROL_SOURCE is an unpacked source of netcontrol 0.1 (CRAN, 2020-03-19): its C++ is compiled, its R functions are read from there, none
# stands here. Needs R with a compiler, Rcpp, RcppArmadillo, Matrix, expm and jsonlite. What agrees and what cannot: README.md beside it.
suppressMessages({library(Rcpp); library(jsonlite)})
folder <- commandArgs(trailingOnly = TRUE)[1]
sourceCpp(file.path(folder, "src", "dylap_internal.cpp"))
for (name in c("dlyap", "control_stats")) source(file.path(folder, "R", paste0(name, ".R")))

A <- matrix(c(0, -3, -2, 2, -2, 1, -1, 2, -1), 3, 3)
drift <- matrix(c(-.357, 0, 0, .771, -.511, 0, -.450, .729, -.693), 3, 3, byrow = TRUE)
step <- expm::expm(drift)
one <- function(F, where) list(
  published = where, matrix = F, scaled_by = 1 + max(Mod(eigen(F)$values)), ave_control_centrality = ave_control_centrality(F)
)
# With all processes driven at once, of the matrix as it is: only where its own steps die out.
found <- list(
  netcontrol = "0.1", R = paste(R.version$major, R.version$minor, sep = "."), date = "2026-11-22",
  matrices = list(
    help = one(A, "help pages of control_gramian, average_control and ave_control_centrality"),
    chain = c(one(step, "exp(A) of the drift of ctnet's and cTMed's help pages"), list(
      drift = drift, gramian = control_gramian(step, diag(3)), average_control = average_control(step, diag(3)),
      each = sapply(1:3, function(i) average_control(step, diag(3)[, i, drop = FALSE]))
    ))
  )
)
cat(toJSON(found, digits = NA, auto_unbox = TRUE), "\n", sep = "")
