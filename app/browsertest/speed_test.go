package browsertest

import (
	"fmt"
	"slices"
	"testing"
)

// Goals for a month: app/bench/FIGURES.md.
const (
	toPaint = 100. // ms from a tap to its paint
	// ms from a tap to the recap that the server has confirmed, on a 4G connection; 250 of them wait for the next tap
	toConfirmed = 600.
)

// stopwatch records for each tap when the browser painted next, and when the server's recap was on the screen.
const stopwatch = `(() => {
  window.painted = []; window.confirmed = [];
  let tap = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => { if (e.name === 'click') painted.push(e.duration); })).observe({ type: 'event', durationThreshold: 16 });
  document.addEventListener('click', e => { tap = e.timeStamp; }, true);
  new MutationObserver(() => { if (tap) { const from = tap; tap = 0; requestAnimationFrame(() => setTimeout(() =>
  	confirmed.push(performance.now() - from))); } })
    .observe(document.getElementById('recap'), { childList: true });
  return true;
})()`

func TestATapIsQuickOn4G(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, true)
	p.signIn(base, "martin")
	p.Goto(base + "/reservations?mois=2027-01")
	days := p.freeDays(9)
	p.line(fourG)
	Eval[bool](p, stopwatch)
	// A busy machine can slow a round, but a slow page is slow every time: a round that is too slow is repeated,
	// twice at the most. Each round ticks the days or unticks them.
	var slow []string
	rounds := 0
	for rounds == 0 || len(slow) > 0 && rounds < 3 {
		rounds++
		slow = p.timeTaps(days)
	}
	for _, one := range slow {
		t.Error(one)
	}
	if drafted := p.drafts(); rounds%2 == 1 && drafted != adds(days...) || rounds%2 == 0 && drafted != "" {
		t.Errorf("drafted after %d rounds\n%s", rounds, drafted)
	}
	p.Clean()
}

// timeTaps taps each day once and returns the medians that exceed their goals.
func (p *Page) timeTaps(days []string) (slow []string) {
	p.t.Helper()
	Eval[bool](p, "(painted = [], confirmed = [], true)")
	for i, day := range days {
		p.tap(day)
		p.Until("for the recap to be confirmed", fmt.Sprintf("confirmed.length > %d", i))
	}
	painted, confirmed := Eval[[]float64](p, "painted"), Eval[[]float64](p, "confirmed")
	for len(painted) < len(days) { // the browser reports no paint shorter than a frame
		painted = append(painted, 16)
	}
	slices.Sort(painted)
	slices.Sort(confirmed)
	paint, recap := painted[len(painted)/2], confirmed[len(confirmed)/2]
	fmt.Printf("on 4G, medians of %d taps: %.0f ms to the paint, %.0f ms to the confirmed recap\n", len(days), paint,
		recap)
	if paint > toPaint {
		slow = append(slow, fmt.Sprintf("a tap is painted after %.0f ms, aim %v: %v", paint, toPaint, painted))
	}
	if recap > toConfirmed {
		slow = append(slow, fmt.Sprintf("a tap is confirmed after %.0f ms, aim %v: %v", recap, toConfirmed, confirmed))
	}
	return slow
}
