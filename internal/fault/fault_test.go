package fault

import (
	"errors"
	"fmt"
	"testing"
)

func TestEveryBrokenConditionIsNamedWithItsField(t *testing.T) {
	var c Checks
	c.That(true, "day", "visit.day.missing")
	c.That(false, "place", "visit.place.missing")
	c.That(false, "present", "visit.present.negative", "least", 0)
	f := Of(c.Err())
	if f == nil || f.Kind != Invalid || len(f.Fields) != 2 {
		t.Fatalf("got %v", f)
	}
	if f.Fields[0].Name != "place" || f.Fields[1].Key != "visit.present.negative" || len(f.Fields[1].Args) != 2 {
		t.Fatalf("got %+v", f.Fields)
	}
}

func TestNothingBrokenIsNoError(t *testing.T) {
	var c Checks
	c.That(true, "day", "visit.day.missing")
	if err := c.Err(); err != nil {
		t.Fatal(err)
	}
}

func TestAFaultIsFoundThroughWrapping(t *testing.T) {
	err := fmt.Errorf("record visit: %w", Missing())
	if !Is(err, NotFound) || Is(err, Invalid) {
		t.Fatalf("%v", err)
	}
	if Of(errors.New("disk on fire")) != nil {
		t.Fatal("an outage is not a fault")
	}
}
