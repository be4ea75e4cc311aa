package browsertest

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// fourG is a phone's connection in town: 100 ms, 4 Mbit/s down, 1 Mbit/s up.
var fourG = network.Conditions{Latency: 100, DownloadThroughput: 4e6 / 8, UploadThroughput: 1e6 / 8}

// line sets the network conditions of the page: slow, or offline. The browser exposes the online state to the page.
func (p *Page) line(c network.Conditions) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{&c}})
	if err == nil {
		_, err = chromedp.Call(p.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{
			Offline: c.Offline, Latency: c.Latency, DownloadThroughput: c.DownloadThroughput,
			UploadThroughput: c.UploadThroughput})
	}
	if err != nil {
		p.fatal("line: %v", err)
	}
}

// slow delays every answer.
func (p *Page) slow(d time.Duration) {
	p.t.Helper()
	p.line(network.Conditions{Latency: float64(d.Milliseconds()), DownloadThroughput: -1, UploadThroughput: -1})
}

// delay sends the requests to an address later.
func (p *Page) delay(pattern string, by time.Duration) {
	p.t.Helper()
	err := chromedp.Listen(p.ctx, func(event any) {
		if e, ok := event.(*fetch.EventRequestPaused); ok {
			time.AfterFunc(by, func() {
				_, _ = chromedp.Call(p.ctx, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: e.RequestID})
			})
		}
	})
	if err == nil {
		_, err = chromedp.Call(p.ctx, fetch.Enable,
			fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: pattern}}})
	}
	if err != nil {
		p.fatal("%v", err)
	}
}

// loseAnswers sends requests to an address but drops the server's answers, until mend is called. lost counts them.
func (p *Page) loseAnswers(pattern string) (lost *atomic.Int32, mend func()) {
	p.t.Helper()
	lost = new(atomic.Int32)
	ctx, cancel := context.WithCancel(p.ctx)
	err := chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*fetch.EventRequestPaused); ok {
			go func() {
				if _, err := chromedp.Call(ctx, fetch.FailRequest, fetch.FailRequestParams{RequestID: e.RequestID,
					ErrorReason: network.ErrorReasonConnectionReset}); err == nil {
					lost.Add(1)
				}
			}()
		}
	})
	if err == nil {
		_, err = chromedp.Call(p.ctx, fetch.Enable,
			fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: pattern,
				RequestStage: fetch.RequestStageResponse}}})
	}
	if err != nil {
		p.fatal("%v", err)
	}
	return lost, func() {
		p.t.Helper()
		if _, err := chromedp.Call(p.ctx, fetch.Disable, cdp.Empty{}); err != nil {
			p.fatal("%v", err)
		}
		cancel()
	}
}

// offline disconnects the page, or reconnects it.
func (p *Page) offline(cut bool) {
	p.t.Helper()
	p.line(network.Conditions{Offline: cut, DownloadThroughput: -1, UploadThroughput: -1})
}
