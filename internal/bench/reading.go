package bench

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"rinnalla/internal/civil"
)

const (
	users         = 20
	goalReportP95 = 200 * time.Millisecond
	goalListP95   = 60 * time.Millisecond
	goalTextP95   = 100 * time.Millisecond
	goalVisitP95  = 50 * time.Millisecond
	goalStart     = 1.0
	goalCSV       = 6.0
	goalExport    = 200
)

// reading is a server with signed-in readers for one part.
func (s *session) reading(w *world, n int, measure func(*server, []*visitor) error) (err error) {
	server, err := s.serve(w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	readers, err := signInMany(server, []person{w.leader}, n)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeAll(readers)) }()
	return measure(server, readers)
}

// start measures from the start of the process to the first answer that needs the database.
func (s *session) start(w *world) error {
	l := Line{What: "start to first answer", MostSeconds: goalStart}
	for range max(3, s.Runs) {
		began := time.Now()
		server, err := s.serve(w)
		if err != nil {
			return err
		}
		l.Seconds = append(l.Seconds, time.Since(began).Seconds())
		if l.Peak, err = server.peak(); err != nil {
			return errors.Join(err, server.stop())
		}
		if err := server.stop(); err != nil {
			return err
		}
	}
	s.note(l)
	return nil
}

// report measures the report by month over all visits and over the newest twelve months.
func (s *session) report(w *world) error {
	first, last := civil.MonthOf(w.first).Next(), civil.MonthOf(w.last)
	address := func(path string, from civil.Date) string {
		return path + "?" + url.Values{"by": {"month"}, "from": {from.String()}, "to": {last.Last().String()}}.Encode()
	}
	cold := Line{What: "report by month, cold"}
	for range s.Runs {
		if err := s.reading(w, 1, func(_ *server, readers []*visitor) error {
			began := time.Now()
			if err := readers[0].get(address("/reports/outreach", w.first)); err != nil {
				return err
			}
			cold.Seconds = append(cold.Seconds, time.Since(began).Seconds())
			return readers[0].shows("Paikka")
		}); err != nil {
			return err
		}
	}
	s.note(cold)
	return s.reading(w, 1, func(v *server, readers []*visitor) error {
		for _, of := range []struct{ what, address string }{
			{"report by month, ten years, page", address("/reports/outreach", w.first)},
			{"report by month, ten years, CSV", address("/reports/outreach.csv", w.first)},
			{"report by month, whole months of ten years, page", address("/reports/outreach", first.First())},
			{"report by month, one year, page", address("/reports/outreach", last.Add(-11).First())},
		} {
			if err := s.reader(v, readers, Line{What: of.what, MostP95: goalReportP95}, of.address); err != nil {
				return err
			}
		}
		return nil
	})
}

// reader measures one address, asked by all readers at once, and notes it.
func (s *session) reader(v *server, readers []*visitor, l Line, addresses ...string) error {
	asked := map[*visitor]int{}
	for i, c := range readers {
		asked[c] = i
	}
	next := make([]int, len(readers))
	all, err := s.windows(v, readers, func(c *visitor) (int, error) {
		i := asked[c]
		next[i]++
		return 1, c.get(addresses[(i+next[i])%len(addresses)])
	})
	if err != nil {
		return fmt.Errorf("%s: %w", l.What, err)
	}
	l.take(all)
	if l.Peak, err = v.peak(); err != nil {
		return err
	}
	s.note(l)
	return nil
}

// list measures the list of visits, asked by 20 users at once.
func (s *session) list(w *world) error {
	month := func(n int) url.Values {
		p := civil.MonthPeriod(civil.MonthOf(w.last).Add(-n))
		return url.Values{"from": {p.From.String()}, "to": {p.Last().String()}}
	}
	with := func(v url.Values, more ...string) string {
		for i := 0; i+1 < len(more); i += 2 {
			v.Set(more[i], more[i+1])
		}
		return "/visits?" + v.Encode()
	}
	var months, columns, municipal, topics, sorted []string
	for i := range users {
		months = append(months, with(month(i+1), "sort", "conversations"))
		columns = append(columns, with(month(i+1), "sort", []string{"day", "place", "present", "feedback"}[i%4]))
		municipal = append(municipal, with(url.Values{}, "municipality", w.municipalities[i%len(w.municipalities)], "sort", "conversations"))
		topics = append(topics, with(url.Values{}, "topic", w.topics[i%len(w.topics)].Code, "sort", "conversations"))
		sorted = append(sorted, with(url.Values{}, "sort", "conversations"))
	}
	return s.reading(w, users, func(v *server, readers []*visitor) error {
		for _, of := range []struct {
			what      string
			addresses []string
		}{
			{"conversations, one month", months}, {"the other columns in turn, one month", columns}, {"conversations, one municipality", municipal},
			{"conversations, one topic", topics}, {"conversations, no filter", sorted},
			{"conversations, all four in turn", slices.Concat(months[:5], municipal[:5], topics[:5], sorted[:5])},
		} {
			l := Line{What: fmt.Sprintf("list by %s, %d users", of.what, users), MostP95: goalListP95}
			if err := s.reader(v, readers, l, of.addresses...); err != nil {
				return err
			}
		}
		return s.text(v, readers)
	})
}

// text measures the search for words without a period, by one reader and by all.
func (s *session) text(v *server, readers []*visitor) error {
	for _, of := range []struct {
		what, address string
		users         []int
	}{
		{fmt.Sprintf("list, part of a word in one visit of %d", rareEvery), "/visits?text=" + rarePart, []int{1, users}},
		{"list, a word that nobody said", "/visits?text=" + noWord, []int{1, users}},
		{"search, a word that nobody said", "/search?q=" + noWord, []int{1, users}},
		{fmt.Sprintf("list, part of a word in one visit of %d", seldomEvery), "/visits?text=" + seldomPart, []int{1}},
	} {
		for _, n := range of.users {
			l := Line{What: fmt.Sprintf("%s, %d users", of.what, n)}
			if n == 1 && of.address != "/visits?text="+seldomPart {
				l.MostP95 = goalTextP95
			}
			if err := s.reader(v, readers[:n], l, of.address); err != nil {
				return err
			}
		}
	}
	return nil
}

// visit measures the page of one visit, whose reading is logged, and beside it a
// page of the same frame that is not.
func (s *session) visit(w *world) error {
	return s.reading(w, users, func(v *server, readers []*visitor) error {
		if err := s.reader(v, readers, Line{What: fmt.Sprintf("page of one visit, logged, %d users", users), MostP95: goalVisitP95},
			"/visits/"+w.newest.String()); err != nil {
			return err
		}
		return s.reader(v, readers, Line{What: fmt.Sprintf("page without a log row, %d users", users)}, "/guide")
	})
}

// export measures the files of all visits; their rows are counted, here and by the program.
func (s *session) export(w *world) error { return s.files(w, w.rows, "visits", "/visits.", "") }

// files measures a list as CSV and as XLSX. Only the list of visits has a goal of time.
func (s *session) files(w *world, rows int, of, address, question string) error {
	for _, suffix := range []string{"csv", "xlsx"} {
		l := Line{What: fmt.Sprintf("%d %s as %s", rows, of, suffix), MostPeak: goalExport}
		if suffix == "csv" && of == "visits" {
			l.MostSeconds = goalCSV * float64(rows) / 1e6
		}
		for range s.Runs {
			if err := s.reading(w, 1, func(v *server, readers []*visitor) (err error) {
				began := time.Now()
				lines, size, err := readers[0].lines(address + suffix + question)
				if err != nil {
					return err
				}
				l.Seconds = append(l.Seconds, time.Since(began).Seconds())
				if suffix == "csv" && lines != rows+1 {
					return fmt.Errorf("%d lines in the file of %d %s", lines, rows, of)
				}
				if size < int64(rows) {
					return fmt.Errorf("a file of %d bytes for %d %s", size, rows, of)
				}
				peak, err := v.peak()
				l.Peak = max(l.Peak, peak)
				return err
			}); err != nil {
				return err
			}
			if err := left(w); err != nil {
				return err
			}
		}
		s.note(l)
	}
	return nil
}

// left fails when an export is still on the disk after the server has ended.
func left(w *world) error {
	files, err := filepath.Glob(filepath.Join(w.data, "list-*"))
	if err == nil && len(files) > 0 {
		_, err = os.Stat(files[0])
		if err == nil {
			err = fmt.Errorf("%s was left behind", files[0])
		}
	}
	return err
}
