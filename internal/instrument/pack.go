package instrument

import (
	"encoding/binary"
	"errors"
	"math"
	"time"

	"rinnalla/internal/civil"
)

// Packed is the answers of one measurement as bytes, which only the locked version that they were given under explains.
//
// Closed is one byte for the form of packing (1), then one byte for each item of kind scale, steps, yes_no and single outside repeated
// sections, in the definition's order: the number of the step or option from 0, or 253 not asked, 254 declined, 255 left. Then each of
// the other items outside repeated sections: a byte 253 to 255 as above, or 0 and after it
//
//	number      eight bytes, IEEE 754, little end first
//	date        two bytes of the year, little end first, one of the month, one of the day
//	multiple    a bit for each option, the first in the lowest bit of the first byte
//	short_text  nothing; the text is in Words
//	long_text
//
// Then for each repeated section the number of entries (one byte), and for each entry all its items, those of one byte among the others.
//
// Words are the texts, in the same order, each after its length in bytes (an unsigned varint). They are the only part that people wrote
// in their own words; whoever keeps a measurement seals them. Neither has anything after its end, and the same answers are always the
// same bytes.
type Packed struct{ Closed, Words []byte }

const (
	packForm = 1

	byteNotAsked = 253
	byteDeclined = 254
	byteLeft     = 255
)

// errPacked is what bytes are met with that this version cannot have packed.
var errPacked = errors.New("instrument: answers that this version cannot have packed")

// Pack packs answers that CheckAnswers accepts; others are an error. Answers to what was not asked are not kept.
func (f *Form) Pack(a Answers) (Packed, error) {
	if err := f.CheckAnswers(a); err != nil {
		return Packed{}, err
	}
	a = f.Settle(a)
	p := Packed{Closed: make([]byte, 1, 1+len(f.items))}
	p.Closed[0] = packForm
	for _, i := range f.fixed {
		p.item(&f.items[i], a.Items)
	}
	for i := range f.items {
		if s := &f.items[i]; !s.repeats && !s.oneByte() {
			p.item(s, a.Items)
		}
	}
	for _, s := range f.sections {
		if s.most == 0 {
			continue
		}
		entries := a.Entries[s.code]
		p.Closed = append(p.Closed, byte(len(entries)))
		for _, entry := range entries {
			for i := s.from; i < s.to; i++ {
				p.item(&f.items[i], entry)
			}
		}
	}
	return p, nil
}

func (p *Packed) item(s *slot, answers map[string]Answer) {
	a := answers[s.Code]
	switch a.State {
	case NotAsked:
		p.Closed = append(p.Closed, byteNotAsked)
		return
	case Declined:
		p.Closed = append(p.Closed, byteDeclined)
		return
	case Left:
		p.Closed = append(p.Closed, byteLeft)
		return
	}
	if s.oneByte() {
		i, _ := s.index(a) // checked
		p.Closed = append(p.Closed, byte(i))
		return
	}
	p.Closed = append(p.Closed, 0)
	switch s.Kind {
	case NumberItem:
		p.Closed = binary.LittleEndian.AppendUint64(p.Closed, math.Float64bits(a.Number))
	case DateItem:
		p.Closed = append(binary.LittleEndian.AppendUint16(p.Closed, uint16(a.Day.Year)), byte(a.Day.Month), byte(a.Day.Day))
	case MultipleItem:
		bits := make([]byte, (len(s.choices)+7)/8)
		for _, code := range a.Options {
			i := s.option(code)
			bits[i/8] |= 1 << (i % 8)
		}
		p.Closed = append(p.Closed, bits...)
	default:
		p.Words = append(binary.AppendUvarint(p.Words, uint64(len(a.Text))), a.Text...)
	}
}

// Unpack is the inverse of Pack. Without Words every text reads as left out: so much can be read by whoever may not read the texts.
func (f *Form) Unpack(p Packed) (Answers, error) {
	r := &unpacker{closed: p.Closed, words: p.Words, wordless: p.Words == nil}
	if r.byte() != packForm {
		return Answers{}, errPacked
	}
	a := Answers{Items: make(map[string]Answer, len(f.items)), Entries: map[string][]Entry{}}
	for _, i := range f.fixed {
		r.item(&f.items[i], a.Items)
	}
	for i := range f.items {
		if s := &f.items[i]; !s.repeats && !s.oneByte() {
			r.item(s, a.Items)
		}
	}
	for _, s := range f.sections {
		if s.most == 0 {
			continue
		}
		n := int(r.byte())
		if n > s.most {
			return Answers{}, errPacked
		}
		for range n {
			entry := Entry{}
			for i := s.from; i < s.to; i++ {
				r.item(&f.items[i], entry)
			}
			a.Entries[s.code] = append(a.Entries[s.code], entry)
		}
	}
	if r.failed || len(r.closed) > 0 || len(r.words) > 0 {
		return Answers{}, errPacked
	}
	return a, f.CheckAnswers(a)
}

type unpacker struct {
	closed, words []byte
	wordless      bool
	failed        bool
}

// take gives the next n bytes; zeros when there are not so many.
func (r *unpacker) take(n int) []byte {
	if len(r.closed) < n {
		r.failed, r.closed = true, nil
		return make([]byte, n)
	}
	out := r.closed[:n]
	r.closed = r.closed[n:]
	return out
}

func (r *unpacker) byte() byte { return r.take(1)[0] }

func (r *unpacker) item(s *slot, to map[string]Answer) { to[s.Code] = r.answer(s) }

func (r *unpacker) answer(s *slot) Answer {
	first := r.byte()
	switch first {
	case byteNotAsked:
		return Answer{State: NotAsked}
	case byteDeclined:
		return Answer{State: Declined}
	case byteLeft:
		return Answer{}
	}
	if s.oneByte() {
		a, ok := s.nth(int(first))
		r.failed = r.failed || !ok
		return a
	}
	r.failed = r.failed || first != 0
	return r.long(s)
}

// Closed reads the answers to the items outside repeated sections, without texts, into a line with one place for each item of the definition in
// its order, for files of very many. What it reads was checked before it was packed and is not checked again.
func (f *Form) Closed(closed []byte, into []Answer) error {
	r := &unpacker{closed: closed, wordless: true}
	if r.byte() != packForm || len(into) < len(f.items) {
		return errPacked
	}
	clear(into)
	for _, i := range f.fixed {
		into[i] = r.answer(&f.items[i])
	}
	for i := range f.items {
		if s := &f.items[i]; !s.repeats && !s.oneByte() {
			into[i] = r.answer(s)
		}
	}
	if r.failed {
		return errPacked
	}
	return nil
}

func (r *unpacker) long(s *slot) Answer {
	a := Answer{State: Given}
	switch s.Kind {
	case NumberItem:
		a.Number = math.Float64frombits(binary.LittleEndian.Uint64(r.take(8)))
	case DateItem:
		b := r.take(4)
		a.Day = civil.Date{Year: int(binary.LittleEndian.Uint16(b)), Month: time.Month(b[2]), Day: int(b[3])}
	case MultipleItem:
		bits := r.take((len(s.choices) + 7) / 8)
		for i := range len(bits) * 8 {
			switch {
			case bits[i/8]&(1<<(i%8)) == 0:
			case i >= len(s.choices):
				r.failed = true
			default:
				a.Options = append(a.Options, s.choices[i].Code)
			}
		}
	default:
		if r.wordless {
			return Answer{}
		}
		a.Text = r.word()
	}
	return a
}

func (r *unpacker) word() string {
	n, size := binary.Uvarint(r.words)
	if size <= 0 || n > uint64(len(r.words)-size) || size != len(binary.AppendUvarint(nil, n)) {
		r.failed, r.words = true, nil
		return ""
	}
	text := string(r.words[size : size+int(n)])
	r.words = r.words[size+int(n):]
	return text
}

// Columns reads the items of one scale out of packed answers, for statistics over very many of them.
type Columns struct {
	Items []string
	at    []int
	table [][256]float64
	size  int
}

// Columns makes ready to read a scale's items, those of the scales below it included. false when one of them is not of one byte, or
// repeats: such a scale has no columns.
func (f *Form) Columns(scale string) (*Columns, bool) {
	s, known := f.Definition.Scale(scale)
	if !known {
		return nil, false
	}
	c := &Columns{size: 1 + len(f.fixed)}
	return c, f.columns(c, s)
}

func (f *Form) columns(c *Columns, s Scale) bool {
	for _, code := range s.Items {
		slot := &f.items[f.byCode[code]]
		if slot.fixed < 0 {
			return false
		}
		var table [256]float64
		for i := range table {
			table[i] = math.NaN()
			if a, ok := slot.nth(i); ok && i < byteNotAsked {
				table[i] = slot.counted(slot.points(a), s)
			}
		}
		c.Items, c.at, c.table = append(c.Items, code), append(c.at, 1+slot.fixed), append(c.table, table)
	}
	for _, code := range s.Scales {
		sub, _ := f.Definition.Scale(code)
		if !f.columns(c, sub) {
			return false
		}
	}
	return true
}

// Fixed is the beginning of packed answers, as far as Columns read: one byte for the form of packing and one for each item of one byte.
func (f *Form) Fixed(closed []byte) []byte { return closed[:min(len(closed), 1+len(f.fixed))] }

// FixedSize is how long what Fixed gives is.
func (f *Form) FixedSize() int { return 1 + len(f.fixed) }

// Read fills into with the points of each item, turned over as the scale counts them, NaN where there is no answer. into must have room
// for len(Items). It reports whether closed can be of this form; it looks at nothing that it does not need.
func (c *Columns) Read(closed []byte, into []float64) bool {
	if len(closed) < c.size || closed[0] != packForm {
		return false
	}
	for i, at := range c.at {
		into[i] = c.table[i][closed[at]]
	}
	return true
}
