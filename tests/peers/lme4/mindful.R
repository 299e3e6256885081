# Sad and cheerful in 129 people: a multilevel vector autoregression, one equation at a time, as `mlVAR` fits it with lme4.
#
#   Rscript tests/peers/lme4/mindful.R ../shared/data/bringmann2013_mbct_ema/beeps.csv.gz > tests/peers/lme4/mindful.json
#
# Prints one JSON document of figures; no row of a person. R and lme4 (Debian: r-base-core, r-cran-lme4) are only needed to record them,
# and for the one test that runs this script again where both are there. What agrees with unspiral and what cannot: README.md beside it.
suppressMessages(library(lme4))
file <- commandArgs(trailingOnly = TRUE)[1]
rows <- read.csv(gzfile(file))
rows <- rows[!is.na(rows$beep) & !is.na(rows$day), ]

# Neighbouring beeps of one person on one day: nights and missed beeps make no pair.
key <- function(beep) paste(rows$id, rows$period, rows$day, beep)
at <- match(key(rows$beep - 1), key(rows$beep))
pairs <- data.frame(
  id = factor(rows$id), sad = rows$sad, cheerful = rows$cheerful, sad_before = rows$sad[at], cheerful_before = rows$cheerful[at]
)
pairs <- pairs[complete.cases(pairs), ]
# Compared with the person's own mean, as multilevel VAR programs do.
for (name in c("sad_before", "cheerful_before")) pairs[[name]] <- pairs[[name]] - ave(pairs[[name]], pairs$id)

one <- function(affected) {
  began <- proc.time()[["elapsed"]]
  formula <- as.formula(paste(affected, "~ sad_before + cheerful_before + (1 + sad_before + cheerful_before | id)"))
  fit <- lmer(formula, data = pairs, REML = FALSE, control = lmerControl(optimizer = "bobyqa"))
  seconds <- proc.time()[["elapsed"]] - began
  own <- ranef(fit, condVar = TRUE)$id
  spread <- attr(own, "postVar")
  lapply(c(sad = 2, cheerful = 3), function(k) {
    mean <- fixef(fit)[[k]]
    sd <- attr(VarCorr(fit)$id, "stddev")[[k]]
    each <- mean + own[[k]]
    # Of a person's own slope: what is left of its spread, and how well the mean itself is known.
    se <- sqrt(spread[k, k, ] + vcov(fit)[k, k])
    list(
      affected = affected, cause = c("", "sad", "cheerful")[k], estimate = mean, se = sqrt(vcov(fit)[k, k]), sd = sd,
      population_below = pnorm(-mean / sd), people_below = sum(each < 0), sure_below = sum(each + 1.96 * se < 0),
      sure_above = sum(each - 1.96 * se > 0), loglik = as.numeric(logLik(fit)), singular = isSingular(fit), seconds = seconds
    )
  })
}

number <- function(v) {
  if (is.character(v)) return(sprintf("\"%s\"", v))
  if (is.logical(v)) return(tolower(v))
  if (v == round(v)) return(sprintf("%d", as.integer(v)))
  formatC(v, digits = 9, format = "g", width = 1)
}
show <- function(x) sprintf("{%s}", paste(sprintf('"%s": %s', names(x), sapply(x, number)), collapse = ", "))
found <- c(one("sad"), one("cheerful"))
cat(sprintf(
  '{"lme4": "%s", "R": "%s", "date": "%s", "persons": %d, "pairs": %d, "time unit": "one beep (about 1.5 hours)", "effects": [\n%s\n]}\n',
  packageVersion("lme4"), paste(R.version$major, R.version$minor, sep = "."), Sys.Date(), nlevels(droplevels(pairs$id)), nrow(pairs),
  paste(sapply(found, show), collapse = ",\n")
))
