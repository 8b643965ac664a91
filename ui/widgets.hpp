// All widgets, for views.
#pragma once

#include "ui/widgets/anchored_list.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/choice.hpp"
#include "ui/widgets/dialog.hpp"
#include "ui/widgets/field.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/list.hpp"
#include "ui/widgets/mark.hpp"
#include "ui/widgets/menu.hpp"
#include "ui/widgets/nav.hpp"
#include "ui/widgets/page.hpp"
#include "ui/widgets/panel.hpp"
#include "ui/widgets/progress.hpp"
#include "ui/widgets/scroll.hpp"
#include "ui/widgets/toast.hpp"
