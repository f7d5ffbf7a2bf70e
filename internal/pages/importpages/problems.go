package importpages

import (
	"strconv"

	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/i18n"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// columnNames tells what a column of a file is called.
type columnNames func(print *i18n.Printer, column string) string

// problemsTable is what was found about single rows.
func problemsTable(p web.Page, all []rows.Problem, names columnNames) ui.TableProps {
	t := ui.TableProps{Caption: p.T("import.problems"), CaptionHidden: true, Columns: []ui.Column{
		{Label: p.T("import.row_and_column")}, {Label: p.T("import.advice")},
	}}
	for _, one := range all {
		says := ""
		if one.Value != "" {
			says = p.T("import.cell_says", "value", one.Value)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Content: rowOf(p, one, names(p.Printer, one.Column))}, {Text: one.Text(p.Printer), Note: says},
		}})
	}
	return t
}

// weight says whether a row must be mended or only looked at.
func weight(p web.Page, one rows.Problem) (ui.Tone, string) {
	if one.Refused {
		return ui.Alert, p.T("import.weight.refused")
	}
	return ui.Warm, p.T("import.weight.look")
}

// problemsPaging leads through the pages of problems of a report at href; shown is how many are on the page of now.
func problemsPaging(p web.Page, href string, now, pages, size, shown, total int) ui.PaginationProps {
	at := func(page int) string { return href + "?page=" + strconv.Itoa(page) + "#rows" }
	first := (now-1)*size + 1
	props := ui.PaginationProps{
		Label: p.T("import.paging"), Summary: p.T("import.shown", "first", first, "last", first+shown-1, "total", total),
		Pages: ui.PageLinks(now, pages, at, func(page int) string { return strconv.Itoa(page) }),
	}
	if now > 1 {
		props.Previous = &ui.Link{Label: p.T("import.previous"), Href: at(now - 1)}
	}
	if now < pages {
		props.Next = &ui.Link{Label: p.T("import.next"), Href: at(now + 1)}
	}
	return props
}

// problemHeads are the headers of a report as a file.
func problemHeads(p web.Page) []string {
	return []string{p.T("import.row"), p.T("import.weight"), p.T("import.column_label"), p.T("import.value"), p.T("import.advice")}
}

func writeProblems(w sheet.Writer, p web.Page, all []rows.Problem, names columnNames) error {
	for _, one := range all {
		_, weight := weight(p, one)
		if err := w.Row(sheet.Integer(int64(one.Row)), sheet.Text(weight), sheet.Text(names(p.Printer, one.Column)), sheet.Text(one.Value),
			sheet.Text(one.Text(p.Printer))); err != nil {
			return err
		}
	}
	return nil
}
