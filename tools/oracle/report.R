# Reference values for the report on change, from answers to the change of every figure. Run from the root of the repository:
#   Rscript tools/oracle/report.R
# It writes change_answers.csv and change.csv under internal/report/change/testdata. The people are invented.
# Made with R 4.2.2 and psych 2.2.9 (Debian packages r-base-core and r-cran-psych).
suppressMessages(library(psych))
set.seed(20260103)

people <- 64
items <- paste0("k", 1:6)
answer <- function(self) sapply(1:6, function(i) pmin(4, pmax(0, round(2 + (if (i == 6) -1 else 1) * self + rnorm(people)))))
self <- rnorm(people, -.4)
first <- answer(self)
last <- answer(self + rnorm(people, .5, .6))
first[sample(length(first), 9)] <- NA
last[sample(length(last), 8)] <- NA
last[sample(people, 11), ] <- NA  # lost
here <- rowSums(!is.na(last)) > 0
written <- rbind(data.frame(person = 1:people, occasion = "start", first), data.frame(person = (1:people)[here], occasion = "end", last[here, ]))
names(written) <- c("person", "occasion", items)
write.csv(written, "internal/report/change/testdata/change_answers.csv", row.names = FALSE, quote = FALSE, na = "", eol = "\n")

turned <- function(x) { x[, 6] <- 4 - x[, 6]; x }  # less of the sixth is better
first <- turned(first); last <- turned(last)
total <- function(columns) function(x) rowSums(x[, columns])
mean5 <- function(x) ifelse(rowSums(!is.na(x)) >= 5, rowMeans(x, na.rm = TRUE), NA)
scales <- list(kaikki = list(total(1:6), 1:6, 3.5), alku = list(total(1:3), 1:3, NA), loppu = list(total(4:6), NULL, NA), keski = list(mean5, 1:6, NA))

out <- file("internal/report/change/testdata/change.csv", "w")
cat("scale,figure,value\n", file = out)
for (scale in names(scales)) {
  put <- function(figure, value) cat(sprintf("%s,%s,%.17g\n", scale, figure, value), file = out)
  before <- scales[[scale]][[1]](first); after <- scales[[scale]][[1]](last)
  started <- !is.na(before); both <- started & !is.na(after)
  a <- before[both]; b <- after[both]; by <- b - a; n <- length(by)
  put("started", sum(started)); put("pairs", n); put("lost", sum(started) - n)
  put("mean_first", mean(a)); put("mean_last", mean(b)); put("sd_first", sd(a)); put("sd_last", sd(b))
  put("median_first", median(a)); put("median_last", median(b)); put("mean_diff", mean(by))
  test <- t.test(b, a, paired = TRUE)
  put("ci_low", test$conf.int[1]); put("ci_high", test$conf.int[2])
  s <- sqrt((var(a) + var(b)) / 2); d <- mean(by) / s; r <- cor(a, b)
  se <- sqrt(d^2 * (var(a)^2 + var(b)^2 + 2 * r^2 * var(a) * var(b)) / (8 * (n - 1) * s^4) + var(by) / ((n - 1) * s^2))
  put("d_z", mean(by) / sd(by)); put("d_av", d); put("g_av", (1 - 3 / (4 * (n - 1) - 1)) * d)
  put("g_low", d - qnorm(.975) * se); put("g_high", d + qnorm(.975) * se)
  signed <- suppressWarnings(wilcox.test(b, a, paired = TRUE, exact = n <= 50, correct = TRUE))
  put("wilcoxon_v", signed$statistic); put("wilcoxon_p", signed$p.value)
  gone <- before[started & !both]
  welch <- t.test(gone, a)
  put("lost_mean", mean(gone)); put("lost_difference", mean(gone) - mean(a)); put("lost_p", welch$p.value)
  put("lost_low", welch$conf.int[1]); put("lost_high", welch$conf.int[2]); put("lost_d", (mean(gone) - mean(a)) / sqrt((var(gone) + var(a)) / 2))
  if (!is.null(scales[[scale]][[2]])) {
    sink("/dev/null")
    found <- suppressWarnings(suppressMessages(psych::alpha(as.data.frame(first[, scales[[scale]][[2]]]), warnings = FALSE)))
    sink()
    put("alpha_first", found$total$raw_alpha)
  }
  limit <- scales[[scale]][[3]]
  if (!is.na(limit)) {
    better <- sum(by > limit)
    interval <- suppressWarnings(prop.test(better, n, correct = FALSE)$conf.int)
    put("better", better); put("worse", sum(by < -limit)); put("unclear", sum(abs(by) <= limit))
    put("better_share", better / n); put("better_low", interval[1]); put("better_high", interval[2])
  }
}
close(out)
