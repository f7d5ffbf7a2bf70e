//go:build race

package backup_test

// raced: the race detector makes everything slow and large, so what is measured is not the program.
func init() { raced = true }
