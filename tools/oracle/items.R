# Reference values for the items of a scale and for raters. Run from the root of the repository:
#   Rscript tools/oracle/items.R
# It writes items_answers.csv and items.csv under internal/stats/testdata.
# Made with R 4.2.2 and psych 2.2.9 (Debian packages r-base-core and r-cran-psych).
suppressMessages(library(psych))
set.seed(20260102)

likert <- function(people, items, most, strength) {
  self <- rnorm(people)
  sapply(seq_len(items), function(i) pmin(most, pmax(0, round(most / 2 + strength * self + rnorm(people)))))
}
skip <- function(x, share) replace(x, sample(length(x), round(length(x) * share)), NA)
rated <- matrix(c(9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7), ncol = 4, byrow = TRUE)
scales <- list(
  attitude = as.matrix(attitude), rated = rated, complete = likert(200, 12, 4, 1), skipped = skip(likert(150, 9, 10, 1.5), .08),
  two = likert(40, 2, 6, 1), long = skip(likert(120, 30, 100, 9), .002), apart = likert(60, 5, 5, 0),
  constant = cbind(likert(50, 4, 5, 1), 3)
)

out <- file("internal/stats/testdata/items.csv", "w")
cat("case,figure,value\n", file = out)
put <- function(case, figure, value) cat(sprintf("%s,%s,%.17g\n", case, figure, value), file = out)
for (case in names(scales)) {
  x <- as.data.frame(scales[[case]])
  sink("/dev/null")
  found <- suppressWarnings(suppressMessages(psych::alpha(x, warnings = FALSE)))
  sink()
  put(case, "complete", sum(complete.cases(x)))
  put(case, "alpha", found$total$raw_alpha)
  put(case, "standardized", found$total$std.alpha)
  put(case, "mean_correlation", found$total$average_r)
  for (i in seq_along(x)) put(case, paste0("missing_", i - 1), sum(is.na(x[[i]])))
  for (i in seq_len(found$nvar)) put(case, paste0("item_rest_", i - 1), found$item.stats$r.drop[i])
  pairs <- crossprod(!is.na(as.matrix(x[seq_len(found$nvar)])))
  interval <- alpha.ci(found$total$raw_alpha, n.obs = min(pairs), n.var = found$nvar)
  put(case, "alpha_low", interval$lower.ci); put(case, "alpha_high", interval$upper.ci)
}
raters <- list(shrout_fleiss = rated, two_raters = cbind(rated[, 1], rated[, 3]), many = likert(80, 3, 10, 2) + rep(0:2, each = 80) / 4,
               unlike = likert(30, 2, 10, 0))
answers <- scales
for (case in names(raters)) {
  sink("/dev/null")
  found <- psych::ICC(raters[[case]], lmer = FALSE)$results
  sink()
  for (i in 1:6) {
    put(case, found$type[i], found$ICC[i])
    put(case, paste0(found$type[i], "_low"), found[i, 7]); put(case, paste0(found$type[i], "_high"), found[i, 8])
  }
  answers[[case]] <- raters[[case]]
}
# Intervals with as many people as a whole country's register has. Above 400,000 degrees of freedom
# qf is a chi-squared approximation, good to three digits; there pf, which is exact, is solved instead.
quantile_f <- function(p, df1, df2) {
  uniroot(function(x) pf(x, df1, df2) - p, qf(p, df1, df2) * c(.9, 1.1), tol = 1e-15, maxiter = 10000)$root
}
for (n in c(5, 200, 100000, 1000000)) for (k in c(2, 30)) {
  put(sprintf("feldt_%d_%d", as.integer(n), k), "f_low", quantile_f(.025, n - 1, (n - 1) * (k - 1)))
  put(sprintf("feldt_%d_%d", as.integer(n), k), "f_high", quantile_f(.975, n - 1, (n - 1) * (k - 1)))
}
for (df in c(1, 2.5, 9, 99, 999, 1000, 1001, 99999, 999999)) for (t in c(.01, 1, 2, 10, 30)) {
  put(sprintf("student_%g_%g", df, t), "p", 2 * pt(-t, df))
}
close(out)

lines <- unlist(lapply(names(answers), function(case) {
  x <- answers[[case]]
  apply(x, 1, function(row) paste(c(case, ifelse(is.na(row), "", sprintf("%.17g", row))), collapse = ","))
}))
writeLines(lines, "internal/stats/testdata/items_answers.csv")
