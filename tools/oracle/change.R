# Reference values for two measurements of the same people. Run from the root of the repository:
#   Rscript tools/oracle/change.R
# It writes change_values.csv and change.csv under internal/stats/testdata.
# Made with R 4.2.2 (Debian package r-base-core).
set.seed(20260101)

gap <- function(x, share) replace(x, sample(length(x), round(length(x) * share)), NA)
uneven <- function(n) {  # no two differences alike in size, none 0
  size <- sample(2 * n, n)
  list(first = sample(60, n, TRUE), by = size * sample(c(-1, 1, 1), n, TRUE))
}
cases <- list(
  sleep = data.frame(first = sleep$extra[1:10], last = sleep$extra[11:20]),
  depression = data.frame(first = c(1.83, .50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30),
                          last = c(.878, .647, .598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29)),
  two = data.frame(first = c(3, 5), last = c(4, 9)),
  three = data.frame(first = c(3, 5, 1), last = c(4, 9, -2)),
  whole = data.frame(first = gap(sample(0:10, 82, TRUE), .1), last = gap(sample(2:10, 82, TRUE), .3)),
  mean_scores = data.frame(first = gap(sample(12:60, 300, TRUE) / 12, .05), last = gap(sample(12:60, 300, TRUE) / 12, .4)),
  level = data.frame(first = 1e6 + sample(100, 40, TRUE) / 8, last = 1e6 + sample(120, 40, TRUE) / 8),
  certain = data.frame(first = gap(sample(0:10, 400, TRUE), .1), last = sample(15:25, 400, TRUE)),
  drawn = data.frame(first = gap(rnorm(500, 50, 10), .1), last = gap(rnorm(500, 54, 12), .2))
)
for (n in c(5, 12, 30, 49, 50, 51, 120)) {
  pair <- uneven(n)
  cases[[paste0("uneven_", n)]] <- data.frame(first = pair$first, last = pair$first + pair$by)
}
i <- 1:100000
big <- data.frame(first = (i * 7919) %% 1009 / 16)
big$last <- big$first + (i * 104729) %% 997 / 16 - 30

put <- function(case, figure, value) cat(sprintf("%s,%s,%.17g\n", case, figure, value), file = out)
of <- function(case, which, x) {
  put(case, paste0("n_", which), length(x))
  put(case, paste0("mean_", which), mean(x))
  put(case, paste0("sd_", which), sd(x))
  for (p in c(0, .05, .25, .5, .9, 1)) put(case, sprintf("quantile_%g_%s", p, which), quantile(x, p, names = FALSE))
}
compare <- function(case, data) {
  started <- data[!is.na(data$first), ]
  pairs <- started[!is.na(started$last), ]
  first <- pairs$first; last <- pairs$last; by <- last - first; n <- length(by)
  put(case, "started", nrow(started))
  of(case, "first", first); of(case, "last", last); of(case, "difference", by)
  test <- t.test(last, first, paired = TRUE)
  put(case, "t", test$statistic); put(case, "df", test$parameter); put(case, "p", test$p.value)
  put(case, "ci_low", test$conf.int[1]); put(case, "ci_high", test$conf.int[2])
  r <- cor(first, last)
  put(case, "r", r)
  put(case, "d_z", mean(by) / sd(by))
  s <- sqrt((var(first) + var(last)) / 2)
  d <- mean(by) / s
  put(case, "d_av", d)
  if (n > 2) {
    j <- 1 - 3 / (4 * (n - 1) - 1)
    se <- sqrt(d^2 * (var(first)^2 + var(last)^2 + 2 * r^2 * var(first) * var(last)) / (8 * (n - 1) * s^4) + var(by) / ((n - 1) * s^2))
    put(case, "g_av", j * d)
    put(case, "g_low", d - qnorm(.975) * se); put(case, "g_high", d + qnorm(.975) * se)
  }
  signed <- suppressWarnings(wilcox.test(last, first, paired = TRUE, exact = n <= 50, correct = TRUE))
  put(case, "wilcoxon_v", signed$statistic); put(case, "wilcoxon_p", signed$p.value)
  lost <- started$first[is.na(started$last)]
  if (length(lost) > 1) {
    welch <- t.test(lost, first)
    put(case, "lost_difference", mean(lost) - mean(first))
    put(case, "lost_t", welch$statistic); put(case, "lost_df", welch$parameter); put(case, "lost_p", welch$p.value)
    put(case, "lost_low", welch$conf.int[1]); put(case, "lost_high", welch$conf.int[2])
    put(case, "lost_d", (mean(lost) - mean(first)) / sqrt((var(lost) + var(first)) / 2))
  }
}

values <- do.call(rbind, lapply(names(cases), function(case) cbind(case = case, cases[[case]])))
values$first <- ifelse(is.na(values$first), "", sprintf("%.17g", values$first))
values$last <- ifelse(is.na(values$last), "", sprintf("%.17g", values$last))
write.csv(values, "internal/stats/testdata/change_values.csv", row.names = FALSE, quote = FALSE, eol = "\n")

out <- file("internal/stats/testdata/change.csv", "w")
cat("case,figure,value\n", file = out)
for (case in names(cases)) compare(case, cases[[case]])
compare("big", big)
close(out)
