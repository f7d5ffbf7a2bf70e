package outcome

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/instrument"
)

// Packed is a measurement as group reports read it, many millions of them one after the other: who by a meaningless id, when, and what
// came out. fact_outcome_packed.packed holds, numbers with the little end first:
//
//	 1 byte    the form of packing: 1
//	16 bytes   the client's id
//	 4 bytes   the day, counted from 1.1.1970
//	 2 bytes   the number of the instrument's version
//	 1 byte    the occasion: its place in Occasions
//	 1 byte    who answered: the place in Answerers, and 128 more with an interpreter
//	 1 byte    how many scores follow
//	16 bytes   the id of the unit
//	 8 bytes   each score, in the order of the version's scales: IEEE 754, NaN for one that does not exist
//	the rest   the beginning of the packed answers, as far as instrument.Columns reads it
//
// It is at most some 800 bytes long, so that an index can hold it.
type Packed struct {
	Client      client.ClientID
	Unit        access.UnitID
	Day         int // days since 1.1.1970
	Number      int
	Occasion    Occasion
	By          AnsweredBy
	Interpreter bool
	// Scores are as many as the version has scales. Closed is for instrument.Columns.Read.
	Scores []float64
	Closed []byte
}

const (
	packedForm      = 1
	packedHead      = 42
	withInterpreter = 128
)

// errPacked is what bytes are met with that pack has not made.
var errPacked = errors.New("outcome: a packed measurement that cannot be read")

// pack packs a measurement whose closed answers are given.
func pack(m Measurement, f *instrument.Form, scores []instrument.Score, closed []byte) []byte {
	fixed := f.Fixed(closed)
	b := make([]byte, 0, packedHead+8*len(scores)+len(fixed))
	b = append(append(b, packedForm), m.Client[:]...)
	b = binary.LittleEndian.AppendUint32(b, uint32(DayNumber(m.Day)))
	b = binary.LittleEndian.AppendUint16(b, uint16(m.Number))
	by := byte(slices.Index(answerers, m.By))
	if m.Interpreter {
		by |= withInterpreter
	}
	b = append(b, byte(slices.Index(occasions, m.Occasion)), by, byte(len(scores)))
	b = append(b, m.Unit[:]...)
	for _, s := range scores {
		value := math.NaN()
		if s.Exists {
			value = s.Value
		}
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(value))
	}
	return append(b, fixed...)
}

// DayNumber counts the days from 1.1.1970.
func DayNumber(day civil.Date) int { return day.Sub(earliest) }

// Read reads packed bytes into p, whose Scores are used again; Closed stays part of the bytes.
func (p *Packed) Read(b []byte) error {
	if len(b) < packedHead || b[0] != packedForm {
		return errPacked
	}
	occasion, by, n := int(b[23]), int(b[24]&^withInterpreter), int(b[25])
	if occasion >= len(occasions) || by >= len(answerers) || len(b) < packedHead+8*n {
		return errPacked
	}
	copy(p.Client[:], b[1:17])
	copy(p.Unit[:], b[26:packedHead])
	p.Day, p.Number = int(binary.LittleEndian.Uint32(b[17:])), int(binary.LittleEndian.Uint16(b[21:]))
	p.Occasion, p.By, p.Interpreter = occasions[occasion], answerers[by], b[24]&withInterpreter != 0
	p.Scores = p.Scores[:0]
	for i := range n {
		p.Scores = append(p.Scores, math.Float64frombits(binary.LittleEndian.Uint64(b[packedHead+8*i:])))
	}
	p.Closed = b[packedHead+8*n:]
	return nil
}

// The lists by number, made once.
var occasions, answerers = Occasions(), Answerers()
