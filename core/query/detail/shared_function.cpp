#include "core/query/detail/shared_function.hpp"

namespace quern::query::detail {

[[gnu::noinline]] SharedCallablePointer::SharedCallablePointer(const SharedCallablePointer& other)
    : callable_(other.callable_) {
  if (callable_) ++callable_->owners;
}

[[gnu::noinline]] SharedCallablePointer::~SharedCallablePointer() {
  if (callable_ && --callable_->owners == 0) delete callable_;
}

}  // namespace quern::query::detail
