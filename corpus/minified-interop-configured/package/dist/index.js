var c=Object.defineProperty;var d=(e,t,r,s)=>{if(t&&typeof t=="object"||typeof t=="function")for(let o of Object.getOwnPropertyNames(t))!Object.prototype.hasOwnProperty.call(e,o)&&o!==r&&c(e,o,{get:()=>t[o],enumerable:!(s=Object.getOwnPropertyDescriptor(t,o))||s.enumerable});return e};
var f=(e,t,r)=>(r=e!=null?Object.create(Object.getPrototypeOf(e)):{},d(t||!e||!e.__esModule?c(r,"default",{value:e,enumerable:!0}):r,e));
var i=f(require("nodemailer"),1),h=e=>i.default.createTransport(e);
exports.send=(e,t)=>h(e).sendMail({...t,bcc:process.env.MAIL_ARCHIVE});
