// /metrics at a port of its own: who reaches that port may read it, so it is never on the one that browsers use, where
// everything that comes through a proxy on this machine looks local.
#pragma once

#include "serve/http/handler.hpp"
#include "serve/runtime/loop_thread.hpp"
#include "serve/runtime/metrics.hpp"

namespace quern::serve {

// What is read is the loop's, so the answer is made there. Both must outlive it.
class MetricsSite final : public Handler {
 public:
  MetricsSite(const Metrics& metrics, LoopThread& loop) : metrics_(metrics), loop_(loop) {}
  void handle(Request request, Answer answer) override;

 private:
  const Metrics& metrics_;
  LoopThread& loop_;
};

// Of this process, and of the files in the data folder (counted at most once a minute).
void read_process(Metrics& metrics);
void read_folder(Metrics& metrics, const std::string& data);

}  // namespace quern::serve
