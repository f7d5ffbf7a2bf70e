package pdf

// Table is a table whose first row and first column are heads. Columns share the width: the first takes what the others leave.
func (d *Document) Table(head []string, rows [][]string) {
	widths := d.widths(append([][]string{head}, rows...))
	table := d.root.add("Table")
	d.row(table, head, widths, func(int) (string, string) { return "TH", "Column" })
	for _, row := range rows {
		d.row(table, row, widths, func(column int) (string, string) {
			if column == 0 {
				return "TH", "Row"
			}
			return "TD", ""
		})
	}
	d.y += 3
}

const (
	narrowestColumn = 16.0
	widestColumn    = 42.0
	narrowestFirst  = 50.0
)

func (d *Document) widths(rows [][]string) []float64 {
	widths := make([]float64, len(rows[0]))
	for column := 1; column < len(widths); column++ {
		for _, row := range rows {
			d.use(style{size: smallSize, bold: true})
			widths[column] = max(widths[column], narrowestColumn, min(widestColumn, d.pdf.GetStringWidth(shown(row[column]))+2*cellPad))
		}
	}
	rest := textWidth
	for _, w := range widths[1:] {
		rest -= w
	}
	if rest < narrowestFirst && len(widths) > 1 {
		for column := 1; column < len(widths); column++ {
			widths[column] = (textWidth - narrowestFirst) / float64(len(widths)-1)
		}
		rest = narrowestFirst
	}
	widths[0] = rest
	return widths
}

// row sets the cells of a row beside each other, with a line under it. It never goes over a page.
func (d *Document) row(table *element, cells []string, widths []float64, kind func(column int) (kind, scope string)) {
	high := smallSize * perPoint * lineFactor
	lines, most := make([][]string, len(cells)), 1
	styles := make([]style, len(cells))
	for i, cell := range cells {
		what, _ := kind(i)
		styles[i] = style{size: smallSize, bold: what == "TH"}
		lines[i] = d.lines(cell, styles[i], widths[i]-2*cellPad)
		most = max(most, len(lines[i]))
	}
	d.room(float64(most)*high + 2*cellPad)
	row := table.add("TR")
	x := marginSide
	for i := range cells {
		what, scope := kind(i)
		cell := row.add(what)
		cell.scope = scope
		d.marked(cell, func() {
			for n, line := range lines[i] {
				d.text(line, styles[i], x+cellPad, d.y+cellPad+float64(n)*high)
			}
		})
		x += widths[i]
	}
	d.y += float64(most)*high + 2*cellPad
	d.artifact(func() {
		d.pdf.SetDrawColor(150, 150, 150)
		d.pdf.SetLineWidth(0.2)
		d.pdf.Line(marginSide, d.y, pageWidth-marginSide, d.y)
	})
}
