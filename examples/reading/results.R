# Reads the results of `skillmix match` with R alone.   Rscript results.R OUT TASKS.csv
# Prints tasks by status, and minutes a week by the lowest safe level at each site.
args <- commandArgs(trailingOnly = TRUE)

# Without na.strings R reads the role code NA (nursing associate) as "nothing".
read <- function(file) read.csv(file, na.strings = "", colClasses = "character", check.names = FALSE)
matches <- read(file.path(args[1], "matches.csv"))
tasks <- read(args[2])

status <- table(matches$status)
for (word in sort(names(status), method = "radix")) writeLines(paste(word, status[[word]]))

placed <- merge(matches[matches$status == "placed", ], tasks, by = c("task_id", "site"))
placed$weekly <- as.numeric(placed$minutes) * as.numeric(placed$per_week)
weekly <- aggregate(weekly ~ site + level, placed, sum)
weekly <- weekly[order(weekly$site, weekly$level, method = "radix"), ]
for (row in seq_len(nrow(weekly)))
  writeLines(paste(weekly$site[row], weekly$level[row], sprintf("%.0f", weekly$weekly[row])))

# A list has `;` between:
roles <- strsplit(placed$roles, ";", fixed = TRUE)
writeLines(paste("tasks for which NA is safe:", sum(vapply(roles, function(some) "NA" %in% some, TRUE))))
