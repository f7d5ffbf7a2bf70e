# Reference values for internal/stats. Run from the root of the repository:
#   Rscript tools/oracle/stats.R > internal/stats/testdata/wilson.csv
# Made with R 4.2.2 (Debian package r-base-core).
cases <- expand.grid(whole = c(1, 5, 12, 83, 6210), share = c(0, 0.25, 0.5, 1), level = c(0.8, 0.95, 0.99))
cases$part <- floor(cases$whole * cases$share)
cases <- rbind(cases, data.frame(whole = 6210, share = NA, level = 0.95, part = 1375))
cat("part,whole,level,low,high\n")
for (i in seq_len(nrow(cases))) {
  with(cases[i, ], {
    interval <- suppressWarnings(prop.test(part, whole, conf.level = level, correct = FALSE)$conf.int)
    cat(sprintf("%d,%d,%.2f,%.12f,%.12f\n", as.integer(part), as.integer(whole), level, interval[1], interval[2]))
  })
}
