// Reads what was uploaded, one after the other: uploaded → processing → done, or error with its reason.
// Jobs    are the rows themselves: whatever ends the program, those that were being read wait again at its next start. One
//         that was begun three times and never ended is given up: it may be what ends the program.
// Owner   Backend; its thread. What is under way may outlive it harmlessly: after stop() it changes nothing.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "core/base/stop_token.hpp"
#include "serve/backend/event_log.hpp"
#include "serve/backend/interview_reader.hpp"

namespace quern::serve {

struct InterviewWorkerOptions {
  std::size_t at_once = 1;
  int attempts = 3;
  Duration progress_pause = std::chrono::seconds{1};  // at least, between two events of progress
  Duration storage_pause = std::chrono::seconds{30};  // until a store that failed is tried again
  InterviewReaderOptions reader{};
};

class InterviewWorker : public std::enable_shared_from_this<InterviewWorker> {
 public:
  // Runs what it is given in a transaction of its own, and delivers the events; false where the store failed.
  using Step = std::function<bool(const std::function<void()>&)>;

  InterviewWorker(InterviewStore& store, FileStore& files, ToolRunner& tools, EventLog& events, Scheduler& clock,
                  Random& random, InterviewWorkerOptions options, Step step)
      : store_(store),
        files_(files),
        tools_(tools),
        events_(events),
        clock_(clock),
        random_(random),
        options_(std::move(options)),
        step_(std::move(step)) {}

  void start();                        // what an earlier run left under way waits again
  void wake();                         // something waits, or will once this step is done
  void forget(const InterviewId& id);  // it is gone
  void stop();

 private:
  struct Job {
    StopSource stop;
    std::string sound_id;
    TimePoint told_at{};
    double told = 0;
  };
  static Task<void> process(std::shared_ptr<InterviewWorker> self, StoredInterview stored);
  void begin_waiting();
  std::optional<StoredInterview> begin_next(bool& has_failed);
  void tell_progress(const InterviewId& id, double progress);
  void finish(const InterviewId& id, const Result<InterviewResult>& result);
  void change(StoredInterview& stored, InterviewStatus status);
  void tell_status(const StoredInterview& stored);
  void tell_error(const StoredInterview& stored);
  void retry_later();

  InterviewStore& store_;
  FileStore& files_;
  ToolRunner& tools_;
  EventLog& events_;
  Scheduler& clock_;
  Random& random_;
  InterviewWorkerOptions options_;
  Step step_;
  std::map<InterviewId, Job> jobs_;  // under way
  bool is_awake_ = false;            // begin_waiting() is posted
  bool is_stopped_ = false;
};

}  // namespace quern::serve
