# Made-up panels (simulated.py) in lavaan: cross-lagged models with equal lags, full information from rows with missing cells.
#
#   mkdir -p build/peers && python -m tests.peers.lavaan.simulated build/peers
#   Rscript tests/peers/lavaan/simulated.R build/peers > tests/peers/lavaan/simulated.json
suppressMessages(library(lavaan))
folder <- commandArgs(trailingOnly = TRUE)[1]
line <- function(...) paste0(..., collapse = "\n")

model <- function(waves, traits, error, several) {
  w <- seq_len(waves)
  own <- function(p, first, second) {
    text <- if (several) line(p, w, " =~ 1*", first, w, " + l", second, "*", second, w) else line(p, w, " =~ 1*", first, w)
    c(text, line(first, w, " ~~ ", if (error) paste0("e", first, "*") else "0*", first, w), if (several) line(second, w, " ~~ e", second, "*", second, w))
  }
  text <- c(
    own("wx", "x", "u"), own("wy", "y", "v"),
    line("wx", w[-1], " ~ a*wx", w[-waves], " + b*wy", w[-waves]), line("wy", w[-1], " ~ c*wx", w[-waves], " + d*wy", w[-waves]),
    line("wx", w[-1], " ~~ q1*wx", w[-1]), line("wx", w[-1], " ~~ q2*wy", w[-1]), line("wy", w[-1], " ~~ q3*wy", w[-1]),
    "wx1 ~~ wx1", "wx1 ~~ wy1", "wy1 ~~ wy1", line("x", w, " ~ mx*1"), line("y", w, " ~ my*1"),
    if (several) c(line("u", w, " ~ mu*1"), line("v", w, " ~ mv*1"))
  )
  if (traits) text <- c(text, paste("tx =~", paste0("1*x", w, collapse = " + ")), paste("ty =~", paste0("1*y", w, collapse = " + ")),
    "tx ~~ tx", "tx ~~ ty", "ty ~~ ty", "wx1 + wy1 ~~ 0*tx", "wx1 + wy1 ~~ 0*ty")
  paste(text, collapse = "\n")
}

number <- function(v) ifelse(is.na(v), "null", formatC(v, digits = 10, format = "g"))
square <- function(v) sprintf("[[%s, %s], [%s, %s]]", number(v["a"]), number(v["b"]), number(v["c"]), number(v["d"]))
one <- function(name, waves, traits, error, several) {
  data <- read.csv(file.path(folder, paste0(name, ".csv")))
  fit <- lavaan(model(waves, traits, error, several), data = data, missing = "ml", meanstructure = TRUE, information = "observed",
                control = list(iter.max = 10000))
  table <- parameterEstimates(fit)
  lags <- sapply(c("a", "b", "c", "d"), function(label) unlist(table[table$label == label, c("est", "se")][1, ]))
  extra <- if (several) sapply(c("lu", "lv"), function(label) table[table$label == label, "est"][1]) else c()
  sprintf('"%s": {"converged": %s, "parameters": %d, "loglik": %s, "lag": %s, "se": %s, "loadings": [%s]}', name,
    tolower(lavInspect(fit, "converged")), ncol(fit@Model@eq.constraints.K), number(if (lavInspect(fit, "converged")) as.numeric(logLik(fit)) else NA),
    square(lags["est", ]), square(lags["se", ]), paste(number(extra), collapse = ", "))
}
found <- c(one("panel", 5, TRUE, FALSE, FALSE), one("cohort", 4, FALSE, TRUE, TRUE), one("diary", 10, TRUE, TRUE, FALSE))
cat(sprintf('{"lavaan": "%s", "R": "%s", "date": "%s", "rows": "affected (x, y)", "columns": "cause",\n%s}\n', packageVersion("lavaan"),
  paste(R.version$major, R.version$minor, sep = "."), Sys.Date(), paste(found, collapse = ",\n")))
