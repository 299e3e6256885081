# A cross-lagged panel with random intercepts, equal lags and equal wave means, from complete rows: prints log-likelihood, free numbers, then
# for every line that it reads one line with the seconds of a fit with standard errors. Run by bench/fits.py.
suppressMessages(library(lavaan))
rows <- read.csv(commandArgs(trailingOnly = TRUE)[1])
n <- (ncol(rows)) / 2
waves <- seq_len(n)
line <- function(...) paste0(..., collapse = "\n")
text <- paste(c(
  line("wx", waves, " =~ 1*x", waves), line("wy", waves, " =~ 1*y", waves),
  line("x", waves, " ~~ 0*x", waves), line("y", waves, " ~~ 0*y", waves),
  line("wx", waves[-1], " ~ a*wx", waves[-n], " + b*wy", waves[-n]),
  line("wy", waves[-1], " ~ c*wx", waves[-n], " + d*wy", waves[-n]),
  line("wx", waves[-1], " ~~ q1*wx", waves[-1]), line("wx", waves[-1], " ~~ q2*wy", waves[-1]), line("wy", waves[-1], " ~~ q3*wy", waves[-1]),
  "wx1 ~~ wx1", "wx1 ~~ wy1", "wy1 ~~ wy1",
  line("x", waves, " ~ mx*1"), line("y", waves, " ~ my*1"),
  paste("tx =~", paste0("1*x", waves, collapse = " + ")), paste("ty =~", paste0("1*y", waves, collapse = " + ")),
  "tx ~~ tx", "tx ~~ ty", "ty ~~ ty", "wx1 + wy1 ~~ 0*tx", "wx1 + wy1 ~~ 0*ty"
), collapse = "\n")
one <- function() lavaan(text, data = rows, meanstructure = TRUE, fixed.x = FALSE)
fit <- one()
cat(sprintf("%.9f %d\n", as.numeric(fitMeasures(fit, "logl")), ncol(fit@Model@eq.constraints.K)))
flush(stdout())
input <- file("stdin", "r")
while (length(readLines(input, n = 1)) > 0) {
  cat(sprintf("%.6f\n", system.time(one())[["elapsed"]]))
  flush(stdout())
}
