package sheet

// Limits bounds what [Open] accepts. A field that is zero takes its value from
// [DefaultLimits].
type Limits struct {
	Bytes    int64 // size of the file as it came
	Unpacked int64 // bytes of all parts of an XLSX when unpacked
	Ratio    int64 // unpacked bytes per packed byte, in parts over 1 MiB
	Parts    int   // files inside an XLSX
	Rows     int   // rows with something in them, the header not counted
	Columns  int   // columns with something in them
	Cell     int   // characters in a cell
}

const mebibyte = 1 << 20

// DefaultLimits are the limits of every import that does not state its own.
func DefaultLimits() Limits {
	return Limits{
		Bytes:    20 * mebibyte,
		Unpacked: 200 * mebibyte,
		Ratio:    200,
		Parts:    1000,
		Rows:     100_000,
		Columns:  200,
		Cell:     10_000,
	}
}

func (l Limits) orDefaults() Limits {
	d := DefaultLimits()
	fill(&l.Bytes, d.Bytes)
	fill(&l.Unpacked, d.Unpacked)
	fill(&l.Ratio, d.Ratio)
	fill(&l.Parts, d.Parts)
	fill(&l.Rows, d.Rows)
	fill(&l.Columns, d.Columns)
	fill(&l.Cell, d.Cell)
	return l
}

func fill[N int | int64](limit *N, standard N) {
	if *limit <= 0 {
		*limit = standard
	}
}

// megabytes rounds up, so that a limit below one is not told as zero.
func megabytes(n int64) int64 { return (n + mebibyte - 1) / mebibyte }
