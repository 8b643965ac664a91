// Every sentence of the application, a line each: key, Russian, English. Whoever writes a view adds its lines here.
// Format  {name} is filled in by tr(). Forms of a plural are parted by '|': one, few, many in Russian («1 запись|2 записи|
//         5 записей»), one and other in English; {n} is the number. «» and “” are the quotes.
// A key that is not here does not compile; tests/ui/i18n_test checks that both languages fill in the same names.
#pragma once

#include <string_view>

namespace quern::ui {

struct Message {
  std::string_view key, russian, english;
};

inline constexpr Message messages[] = {
    // widgets
    {"close", "Закрыть", "Close"},
    {"cancel", "Отмена", "Cancel"},
    {"clear", "Очистить", "Clear"},
    {"retry", "Повторить", "Retry"},
    {"undo", "Вернуть", "Undo"},
    {"more", "Ещё", "More"},
    {"back", "Назад", "Back"},
    {"loading", "Загрузка", "Loading"},
    {"show_password", "Показать пароль", "Show password"},
    {"hide_password", "Скрыть пароль", "Hide password"},
    {"error_code", "Код ошибки", "Error code"},
    {"notices", "Уведомления", "Notices"},
    {"breadcrumbs", "Путь", "Breadcrumbs"},
    {"seconds", "{n} с", "{n} s"},
    {"pager", "Страницы", "Pages"},
    {"pager.previous", "Предыдущая страница", "Previous page"},
    {"pager.next", "Следующая страница", "Next page"},
    {"pager.range", "{from}–{to} из {total}", "{from}–{to} of {total}"},

    // times and sizes
    {"time.now", "только что", "just now"},
    {"time.minutes_ago", "{n} мин назад", "{n} min ago"},
    {"time.today", "сегодня, {time}", "Today, {time}"},
    {"time.yesterday", "вчера, {time}", "Yesterday, {time}"},
    {"size.bytes", "{n} Б", "{n} B"},
    {"size.kilobytes", "{n} КБ", "{n} KB"},
    {"size.megabytes", "{n} МБ", "{n} MB"},
    {"size.gigabytes", "{n} ГБ", "{n} GB"},
};

}  // namespace quern::ui
