package cluster

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// tick is the kernel's unit of processor time (USER_HZ, 100 a second on Linux).
const tick = 10 * time.Millisecond

// CPU is the processor time that all processes of the cluster have used, those that have ended too.
func (c *Cluster) CPU() (time.Duration, error) {
	if !c.running() {
		return 0, errors.New("the cluster does not run")
	}
	parent := c.process.Process.Pid
	children, err := childrenOf(parent)
	if err != nil {
		return 0, err
	}
	sum, err := ProcessCPU(parent)
	for _, pid := range children {
		// A child that has ended meanwhile counts with its parent.
		if used, err := ProcessCPU(pid); err == nil {
			sum += used
		}
	}
	return sum, err
}

// ProcessCPU is the processor time of a process and of its children that have ended (proc(5), stat, fields 14 to 17).
func ProcessCPU(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The name in the second field may hold spaces; the third comes after its bracket.
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 15 {
		return 0, fmt.Errorf("the kernel's word on process %d is too short", pid)
	}
	sum := 0
	for _, field := range fields[11:15] {
		n, err := strconv.Atoi(field)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return time.Duration(sum) * tick, nil
}
