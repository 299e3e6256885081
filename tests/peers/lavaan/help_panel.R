# The HELP panel in lavaan: cross-lagged models with equal lags, from the rows (full information) and in two stages.
#
#   Rscript tests/peers/lavaan/help_panel.R ../shared/data/help_panel_lbp_cesd/waves.csv.gz > tests/peers/lavaan/help_panel.json
#
# Prints one JSON document of figures; no row of a person. R and lavaan (Debian: r-base-core, r-cran-lavaan) are only needed to record
# them, never to run the tests. Which of them unspiral agrees with, and why not with all: README.md beside this script.
suppressMessages(library(lavaan))
file <- commandArgs(trailingOnly = TRUE)[1]
rows <- read.csv(gzfile(file))
rows$x <- (100 - rows$sf36_bp) / 10 # pain
rows$y <- rows$cesd / 10 # depression
wide <- reshape(rows[, c("id", "wave_month", "x", "y")], idvar = "id", timevar = "wave_month", direction = "wide")
months <- c(0, 6, 12, 18, 24)
# reshape() puts waves in the order in which it met them: name each column by its month
for (t in seq_along(months)) names(wide)[match(paste0(c("x.", "y."), months[t]), names(wide))] <- paste0(c("x", "y"), t)

waves <- seq_along(months)
line <- function(...) paste0(..., collapse = "\n")
model <- function(traits, means) {
  text <- c(
    line("wx", waves, " =~ 1*x", waves), line("wy", waves, " =~ 1*y", waves),
    line("x", waves, " ~~ 0*x", waves), line("y", waves, " ~~ 0*y", waves),
    # the lag matrix is the same in every interval: a, b of pain; c, d of depression
    line("wx", waves[-1], " ~ a*wx", waves[-5], " + b*wy", waves[-5]),
    line("wy", waves[-1], " ~ c*wx", waves[-5], " + d*wy", waves[-5]),
    # and so is what is new in it
    line("wx", waves[-1], " ~~ q1*wx", waves[-1]), line("wx", waves[-1], " ~~ q2*wy", waves[-1]), line("wy", waves[-1], " ~~ q3*wy", waves[-1]),
    "wx1 ~~ wx1", "wx1 ~~ wy1", "wy1 ~~ wy1",
    if (means == "wave") c(line("x", waves, " ~ 1"), line("y", waves, " ~ 1")) else c(line("x", waves, " ~ mx*1"), line("y", waves, " ~ my*1"))
  )
  if (traits) {
    text <- c(text,
      paste("tx =~", paste0("1*x", waves, collapse = " + ")), paste("ty =~", paste0("1*y", waves, collapse = " + ")),
      "tx ~~ tx", "tx ~~ ty", "ty ~~ ty", "wx1 + wy1 ~~ 0*tx", "wx1 + wy1 ~~ 0*ty"
    )
  }
  paste(text, collapse = "\n")
}

one <- function(traits, means, missing, ...) {
  fit <- lavaan(model(traits, means), data = wide, missing = missing, meanstructure = TRUE, control = list(iter.max = 5000), ...)
  table <- parameterEstimates(fit)
  pick <- function(label) unlist(table[table$label == label, c("est", "se")][1, ])
  lags <- sapply(c("a", "b", "c", "d"), pick)
  list(
    traits = traits, means = means, missing = missing, converged = lavInspect(fit, "converged"), free = ncol(fit@Model@eq.constraints.K),
    loglik = if (missing == "ml") as.numeric(fitMeasures(fit, "logl")) else NA,
    lag = lags["est", ], se = lags["se", ]
  )
}

show <- function(x) {
  number <- function(v) ifelse(is.na(v), "null", formatC(v, digits = 9, format = "g"))
  # rows = affected, columns = cause
  square <- function(v) sprintf("[[%s, %s], [%s, %s]]", number(v["a"]), number(v["b"]), number(v["c"]), number(v["d"]))
  sprintf(
    '{"traits": %s, "means": "%s", "method": "%s", "converged": %s, "parameters": %d, "loglik": %s, "lag": %s, "se": %s}',
    tolower(x$traits), x$means, x$method, tolower(x$converged), x$free, number(x$loglik), square(x$lag), square(x$se)
  )
}

found <- list()
for (kind in list(list(FALSE, "constant"), list(TRUE, "constant"), list(TRUE, "wave"))) {
  ways <- list(
    "fiml" = list("ml"),
    "two stages, expected information" = list("two.stage", information = "expected"),
    "two stages, observed information" = list("two.stage", information = "observed"),
    "two stages, robust" = list("robust.two.stage")
  )
  for (name in names(ways)) {
    x <- do.call(one, c(list(kind[[1]], kind[[2]]), ways[[name]]))
    x$method <- name
    found[[length(found) + 1]] <- show(x)
  }
}
cat(sprintf(
  '{"lavaan": "%s", "R": "%s", "date": "%s", "time unit": "6 months", "rows": "affected (pain, depression)", "columns": "cause",\n"models": [\n%s\n]}\n',
  packageVersion("lavaan"), paste(R.version$major, R.version$minor, sep = "."), Sys.Date(), paste(found, collapse = ",\n")
))
