"use strict";const d=require("nodemailer"),l="EUR";function p(r){const a=d.createTransport(r.smtp),i=r.from;function o(n){return n.toFixed(2)+" "+l}function c(n){let e=0;for(const t of n)e+=t.price*t.quantity;return e}function u(n){return n.map(e=>e.quantity+" x "+e.name+": "+o(e.price*e.quantity)).join(`
`)}async function f(n,e){const t=c(e),s={from:i,to:n.email,subject:"Invoice "+n.invoice,text:"Dear "+n.name+`,

`+u(e)+`

Total: `+o(t)};return(await a.sendMail(s)).messageId}async function m(n,e,t){return t<1?null:(await a.sendMail({from:i,to:n.email,subject:"Reminder: invoice "+n.invoice,text:"Dear "+n.name+", "+o(e)+" has been due for "+t+" days."})).messageId}return{sendInvoice:f,sendReminder:m}}module.exports={createMailer:p};
