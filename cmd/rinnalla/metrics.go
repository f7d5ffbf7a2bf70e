package main

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// measured counts requests by route and status when metrics are asked for. The
// route's pattern is measured, never the address: addresses hold ids.
func (s *server) measured(next http.Handler) (http.Handler, error) {
	if s.Metrics == "" {
		return next, nil
	}
	listener, err := net.Listen("tcp", s.Metrics)
	if err != nil {
		return nil, fmt.Errorf("%w: choose another address for the metrics with --metrics or RINNALLA_METRICS", err)
	}
	registry := prometheus.NewRegistry()
	took := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "rinnalla_request_seconds", Help: "Time to answer, by route and status.",
		Buckets: []float64{.002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5},
	}, []string{"route", "status"})
	registry.MustRegister(took, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	go s.serveMetrics(listener, promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		route := r.Pattern
		if route == "" {
			route = "none"
		}
		took.WithLabelValues(route, strconv.Itoa(seen.status)).Observe(time.Since(begun).Seconds())
	}), nil
}

func (s *server) serveMetrics(listener net.Listener, handler http.Handler) {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	s.log.Error("metrics ended", "error", server.Serve(listener))
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
