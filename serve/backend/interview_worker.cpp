#include "serve/backend/interview_worker.hpp"

#include "core/api/encode.hpp"

namespace quern::serve {
namespace {

// So that no event alone fills a socket's queue; the rest is read with the interview.
constexpr std::size_t longest_event = 64 * 1024;

std::string complete_event(const Interview& interview) {
  InterviewCompleteEvent event{.id = interview.id,
                               .project_id = interview.project_id,
                               .version = interview.version,
                               .result = *interview.result};
  auto json = encode(event);
  if (json.size() <= longest_event) return json;
  event.result.transcript.clear();
  json = encode(event);
  if (json.size() <= longest_event) return json;
  event.result.segments.clear();
  return encode(event);
}

}  // namespace

void InterviewWorker::start() {
  step_([this] {
    for (const auto& id : store_.interrupted()) {
      auto stored = store_.find(id);
      if (!stored) continue;
      change(*stored, InterviewStatus::uploaded);
      tell_status(*stored);
    }
  });
  wake();
}

void InterviewWorker::wake() {
  if (is_awake_ || is_stopped_) return;
  is_awake_ = true;
  clock_.post([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->begin_waiting();
  });
}

void InterviewWorker::forget(const InterviewId& id) {
  const auto job = jobs_.find(id);
  if (job == jobs_.end()) return;
  auto stop = job->second.stop;  // a copy: who hears it may take the job away
  stop.request_stop();
}

void InterviewWorker::stop() {
  is_stopped_ = true;
  auto jobs = std::move(jobs_);
  jobs_.clear();
  if (jobs.empty()) return;
  step_([&] {  // an end in order is no try that failed
    for (const auto& [id, job] : jobs) {
      auto stored = store_.find(id);
      if (!stored || stored->attempts == 0) continue;
      --stored->attempts;
      store_.update(*stored);
    }
  });
  for (auto& [id, job] : jobs) {
    job.stop.request_stop();
    files_.remove(job.sound_id);
  }
}

void InterviewWorker::begin_waiting() {
  is_awake_ = false;
  while (!is_stopped_ && jobs_.size() < options_.at_once) {
    bool has_failed = false;
    auto stored = begin_next(has_failed);
    if (has_failed) return retry_later();
    if (!stored) return;
    if (stored->interview.status.value() != InterviewStatus::processing) continue;  // given up
    auto& job = jobs_[stored->interview.id];
    job.sound_id = make_uuid(random_);
    process(shared_from_this(), *std::move(stored)).detach();
  }
}

std::optional<StoredInterview> InterviewWorker::begin_next(bool& has_failed) {
  std::optional<StoredInterview> stored;
  has_failed = !step_([&] {
    const auto id = store_.next_waiting();
    if (id) stored = store_.find(*id);
    if (!stored) return;
    if (stored->attempts >= options_.attempts) {
      stored->interview.error = "reading the file was begun " + std::to_string(stored->attempts) +
                                " times and never ended: the server stopped each time";
      stored->attempts = 0;
      change(*stored, InterviewStatus::error);
      return tell_error(*stored);
    }
    ++stored->attempts;
    stored->interview.progress = 0.0;
    change(*stored, InterviewStatus::processing);
    tell_status(*stored);
  });
  return stored;
}

Task<void> InterviewWorker::process(std::shared_ptr<InterviewWorker> self, StoredInterview stored) {
  const auto id = stored.interview.id;
  const auto& job = self->jobs_[id];
  RecordingToRead recording{.kind = stored.kind,
                            .file_id = stored.file_id,
                            .content_type = stored.interview.file.content_type,
                            .sound_id = job.sound_id,
                            .on_progress = [weak = std::weak_ptr{self}, id](double progress) {
                              const auto here = weak.lock();
                              if (here && !here->is_stopped_) here->tell_progress(id, progress);
                            }};
  const auto stop = job.stop.token();
  const auto result =
      co_await read_recording(&self->tools_, &self->files_, self->options_.reader, std::move(recording), stop);
  if (self->is_stopped_) co_return;  // it waits for the next start
  self->jobs_.erase(id);
  self->finish(id, result);
  self->wake();
}

void InterviewWorker::tell_progress(const InterviewId& id, double progress) {
  const auto job = jobs_.find(id);
  if (job == jobs_.end()) return;
  const auto now = clock_.now();
  if (progress < job->second.told + 0.01 || now - job->second.told_at < options_.progress_pause) return;
  job->second.told = progress;
  job->second.told_at = now;
  step_([&] {
    auto stored = store_.find(id);
    if (!stored || stored->interview.status.value() != InterviewStatus::processing) return;
    stored->interview.progress = progress;
    change(*stored, InterviewStatus::processing);
    tell_status(*stored);
  });
}

void InterviewWorker::finish(const InterviewId& id, const Result<InterviewResult>& result) {
  if (!result && result.error().is(ErrorKind::cancelled)) return;
  const bool is_stored = step_([&] {
    auto stored = store_.find(id);
    if (!stored || stored->interview.status.value() != InterviewStatus::processing) return;
    auto& interview = stored->interview;
    interview.progress.reset();
    stored->attempts = 0;
    if (!result) {
      interview.error = result.error().message;
      change(*stored, InterviewStatus::error);
      return tell_error(*stored);
    }
    interview.error.reset();
    interview.result = *result;
    if (result->duration_ms) interview.file.duration_ms = result->duration_ms;
    change(*stored, InterviewStatus::done);
    events_.add(stored->owner, EventName::interview_complete, complete_event(interview));
  });
  if (!is_stored) retry_later();
}

void InterviewWorker::change(StoredInterview& stored, InterviewStatus status) {
  auto& interview = stored.interview;
  interview.status = status;
  if (status != InterviewStatus::processing) interview.progress.reset();
  ++interview.version;
  interview.updated_at = clock_.wall_now();
  store_.update(stored);
}

void InterviewWorker::tell_status(const StoredInterview& stored) {
  const auto& interview = stored.interview;
  events_.add(stored.owner, EventName::interview_status,
              encode(InterviewStatusEvent{.id = interview.id,
                                          .project_id = interview.project_id,
                                          .version = interview.version,
                                          .status = interview.status,
                                          .progress = interview.progress}));
}

void InterviewWorker::tell_error(const StoredInterview& stored) {
  const auto& interview = stored.interview;
  events_.add(stored.owner, EventName::interview_error,
              encode(InterviewErrorEvent{.id = interview.id,
                                         .project_id = interview.project_id,
                                         .version = interview.version,
                                         .error = interview.error.value_or("")}));
}

// A store that failed (a full disk) may do better later: what was being read begins again.
void InterviewWorker::retry_later() {
  clock_.after(options_.storage_pause, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self && !self->is_stopped_ && self->jobs_.empty()) self->start();
  });
}

}  // namespace quern::serve
