export const tracking = { 'o:tracking': 'no', 'o:tag': ['delay'] };

export const delivery = {
  'o:require-tls': 'true',
  'o:dkim': 'yes',
  't:text': 'yes',
};
