package stats

import "math"

// Confidence is the level of every interval that these functions give.
const Confidence = 0.95

// Lack is why a figure does not exist, as a word that programs can read.
type Lack string

// NoValues to Overflow are what figures can lack, the others also what can be lacking
// for saying how one person has changed.
const (
	NoValues  Lack = "no_values"  // nobody has a value
	TooFew    Lack = "too_few"    // fewer values than the formula needs
	NoSpread  Lack = "no_spread"  // all values alike: the formula would divide by 0
	AllZero   Lack = "all_zero"   // no difference other than 0
	Unsound   Lack = "unsound"    // what was given cannot be, such as a reliability above 1
	Overflow  Lack = "overflow"   // the result is beyond what a number can hold
	NoLimit   Lack = "no_limit"   // no published limit of error for this scale
	NoFirst   Lack = "no_first"   // the first value is missing
	NoLast    Lack = "no_last"    // the last value is missing
	NoBetter  Lack = "no_better"  // neither end of the scale is the better one
	FewPeople Lack = "few_people" // it is about fewer people than may be told about
	Telling   Lack = "telling"    // with other figures, it would tell about fewer people than may be told about
	Formative Lack = "formative"  // the items make the thing up instead of mirroring it: how they hang together means nothing
	NoItems   Lack = "no_items"   // the answers to the items are not at hand, or cannot be counted in steps
	NoLacking Lack = ""           // it exists
)

// Figure is a number that may not exist, and then says why. It is never NaN and
// never infinite. The zero Figure does not exist, for want of values.
type Figure struct {
	value  float64
	exists bool
	lack   Lack
}

// Value is the number; ok is false when there is none.
func (f Figure) Value() (value float64, ok bool) { return f.value, f.exists }

// Lack is why there is no number, or NoLacking when there is one.
func (f Figure) Lack() Lack {
	if !f.exists && f.lack == NoLacking {
		return NoValues
	}
	return f.lack
}

// ConfidenceInterval is where a figure's true value may be, at the level [Confidence].
// Either both ends exist or neither does.
type ConfidenceInterval struct {
	Low, High Figure
}

// Known is a number that exists; beyond what a number can hold it does not.
func Known(value float64) Figure { return known(value) }

// Without is a figure that does not exist, or is not to be shown, with the reason.
func Without(why Lack) Figure { return lacking(why) }

func known(value float64) Figure {
	if missing(value) {
		return lacking(Overflow)
	}
	return Figure{value: value, exists: true}
}

func lacking(lack Lack) Figure { return Figure{lack: lack} }

func interval(low, high float64) ConfidenceInterval {
	if missing(low) || missing(high) {
		return noInterval(Overflow)
	}
	return ConfidenceInterval{Low: known(low), High: known(high)}
}

func noInterval(lack Lack) ConfidenceInterval {
	return ConfidenceInterval{Low: lacking(lack), High: lacking(lack)}
}

// Missing marks a person without a value in a column of values. What is beyond 1e60 is
// read as missing too: nobody answers it, and its fourth power could not be held.
func Missing() float64 { return math.NaN() }

func missing(value float64) bool { return !(math.Abs(value) <= 1e60) }

// flat tells a spread that is there from one that rounding has left behind in values
// of this size. R's t.test calls such data essentially constant.
func flat(sd, size float64) bool { return sd <= 10*ulp*math.Abs(size) }

// ulp is the distance from 1 to the next number.
const ulp = 1.0 / (1 << 52)

// normalQuantile is 1.96, in full.
var normalQuantile = math.Sqrt2 * math.Erfinv(Confidence)
