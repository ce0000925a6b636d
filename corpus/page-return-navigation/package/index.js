const { openSettings } = require('./settings');

// Shows the banner once, and thanks whoever closes it.
exports.showBanner = (text) => {
  const banner = document.createElement('aside');
  banner.textContent = text;
  banner.addEventListener('click', () => {
    banner.remove();
    window.open('https://thanks.consent-kit.example/', '_blank');
  });
  document.body.append(banner);
};

exports.openSettings = openSettings;

exports.stayHere = () => {
  window.location.href = window.location.pathname;
};
