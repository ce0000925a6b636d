const tls = require('tls');

/** Whether the certificate of the mirror is still good. */
exports.check = (done) => {
  const socket = tls.connect(443, 'mirror.certwatch.example', function () {
    this.write('GET / HTTP/1.0\r\n\r\n');
    done(this.authorized);
    this.end();
  });
  socket.on('error', done);
};
