// Makes calls wait for each other in different ways.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"
)

const wait = 300 * time.Millisecond

var (
	mutex sync.Mutex
	slots = make(chan struct{}, 4)
)

func main() {
	http.HandleFunc("/mutex", func(w http.ResponseWriter, _ *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		time.Sleep(wait)
		fmt.Fprint(w, "PONG!")
	})
	http.HandleFunc("/channel", func(w http.ResponseWriter, _ *http.Request) {
		slots <- struct{}{}
		defer func() { <-slots }()
		time.Sleep(wait)
		fmt.Fprint(w, "PONG!")
	})
	http.HandleFunc("/free", func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(wait)
		fmt.Fprint(w, "PONG!")
	})
	http.HandleFunc("/cpu", func(w http.ResponseWriter, _ *http.Request) {
		burn()
		fmt.Fprint(w, "PONG!")
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), limited(http.DefaultServeMux)))
}

// Limits all routes together to ALL calls at a time, if that is set.
func limited(next http.Handler) http.Handler {
	most, err := strconv.Atoi(os.Getenv("ALL"))
	if err != nil {
		return next
	}
	all := make(chan struct{}, most)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all <- struct{}{}
		defer func() { <-all }()
		next.ServeHTTP(w, r)
	})
}

var sink uint64

// A fixed amount of work, which is done in about 150 ms on one core.
func burn() {
	x := uint64(88172645463325252)
	for i := 0; i < rounds; i++ {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	sink = x
}

// As many rounds as a thread does in 150 ms of CPU time.
var rounds = func() int {
	const batch = 1_000_000
	total := 0
	x := uint64(1)
	for start := cpuTime(); cpuTime()-start < 150*time.Millisecond; total += batch {
		for i := 0; i < batch; i++ {
			x ^= x << 13
			x ^= x >> 7
			x ^= x << 17
		}
	}
	sink = x
	return total
}()

func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
