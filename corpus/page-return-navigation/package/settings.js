exports.openSettings = () => {
  location = 'https://settings.consent-kit.example/?return=' + encodeURIComponent(location.pathname);
};
